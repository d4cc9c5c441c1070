-- Schema 1.0 of the drafts file (FILE-drafts): typed text that no field has stored yet. Apart from the database,
-- because an import or a stuck writer may hold that for seconds and typing waits 250 ms at most.

create table draft (
    subject_kind @I not null,
    subject @I not null,
    field text not null,
    item @I not null,
    layer @I not null,
    member @I not null,
    session @I not null,
    base_rev @I not null,
    body text not null,
    cursor @I not null,
    live_ms @I not null,
    request @B not null,
    at_ms @I not null,
    primary key (subject_kind, subject, field, item, layer, member)
) @KEYED;

-- A text over 4 KiB: its draft has a session and no body, the pieces of that session one behind the other are the text.
create table draft_piece (
    session @I not null,
    place @I not null,
    body text not null,
    primary key (session, place)
) @KEYED;
