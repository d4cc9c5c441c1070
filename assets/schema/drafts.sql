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
