-- Schema 1.0. Marks: @I 64-bit integer, @B bytes, @STRICT and @KEYED table endings, @ID the id in an index;
-- model/db expands them for SQLite and for PostgreSQL. Moments (_at, _ms) are ms UTC, days (_day) days since
-- 1970-01-01. Dictionary, member and record ids in key columns: 0 means none and has no foreign key.
-- rev: raised by every write, compared by every UPDATE. sum: checksum over the row
-- but rev, sum, gone, undone_by and reverted_by (model/rowsum.h). gone: the group that deleted it.
-- form: held_at is the moment a conversation was begun live; period is the day of a
-- check-in (30, 60, 90), the direction of an exchange record (1 before delivery, 2 after it), 0 of every other kind. item: seq is its place within its kind.

create table store (
    one @I primary key check (one = 1),
    store_uid @I not null,
    app text not null,
    schema_major @I not null,
    schema_minor @I not null,
    made_at @I not null,
    erase_key @B not null
) @STRICT;

create table seq (
    name text primary key,
    next @I not null
) @KEYED;

create table member (
    id @I primary key,
    login text not null unique,
    name text not null default '',
    name_key text not null default '',
    email text not null default '',
    active @I not null default 1,
    rev @I not null default 1,
    sum @I not null default 0
) @STRICT;
create index member_name on member (name_key);

create table member_role (
    member @I not null references member (id),
    role @I not null,
    sum @I not null default 0,
    primary key (member, role)
) @KEYED;

create table duty (
    member @I not null references member (id),
    duty @I not null,
    sum @I not null default 0,
    primary key (member, duty)
) @KEYED;

create table away (
    id @I primary key,
    member @I not null references member (id),
    deputy @I not null references member (id),
    from_day @I not null,
    to_day @I not null,
    rev @I not null default 1,
    sum @I not null default 0,
    gone @I not null default 0
) @STRICT;

create index away_day on away (to_day, member) where gone = 0;

create table config (
    id @I primary key,
    name text not null,
    version @I not null,
    sha @B not null,
    body text not null,
    member @I not null,
    at_ms @I not null,
    unique (name, version)
) @STRICT;

create table dict (
    id @I primary key,
    kind text not null,
    key text not null,
    title text not null,
    folded text not null,
    retired @I not null default 0,
    rev @I not null default 1,
    sum @I not null default 0,
    unique (kind, folded)
) @STRICT;

create table session (
    id @I primary key,
    member @I not null,
    host text not null,
    pid @I not null,
    opened_at @I not null,
    seen_at @I not null,
    pos text not null
) @STRICT;

create table company (
    id @I primary key,
    name text not null,
    name_key text not null,
    domain text not null default '',
    industry @I not null default 0,
    region @I not null default 0,
    tier @I not null default 0,
    csm @I not null default 0,
    rev @I not null default 1,
    sum @I not null default 0,
    gone @I not null default 0
) @STRICT;
create index company_name on company (name_key);

create table company_word (
    word_key text not null,
    company @I not null,
    primary key (word_key, company)
) @KEYED;

create table person (
    id @I primary key,
    company @I not null references company (id),
    name text not null,
    name_key text not null,
    title text not null default '',
    email text not null default '',
    email_key text not null default '',
    phone text not null default '',
    class @I not null default 5,
    consent_notes @I not null default 0,
    consent_record @I not null default 0,
    consent_quote @I not null default 0,
    erased @I not null default 0,
    origin_import @I not null default 0,
    row_hash @I not null default 0,
    rev @I not null default 1,
    sum @I not null default 0,
    gone @I not null default 0
) @STRICT;
create index person_email on person (email_key);
create index person_company on person (company, name_key);

create table deal (
    id @I primary key,
    ext text,
    company @I not null references company (id),
    name text not null default '',
    stage @I not null,
    outcome @I not null default 0,
    stage_at @I not null,
    sort_at @I not null,
    owner @I not null default 0,
    csm @I not null default 0,
    amount_minor @I,
    arr_minor @I,
    currency @I not null default 0,
    product @I not null default 0,
    segment @I not null default 0,
    region @I not null default 0,
    industry @I not null default 0,
    tier @I not null default 0,
    competitor @I not null default 0,
    source @I not null default 0,
    reason @I not null default 0,
    discount_bp @I,
    probability_bp @I,
    term_months @I,
    next_step text,
    follow_up_day @I,
    kickoff_day @I,
    expected_day @I,
    created_day @I,
    closed_day @I,
    won_at @I,
    commitment @I not null default 0,
    sow_status @I not null default 0,
    sow_day @I,
    dispute @I not null default 0,
    row_hash @I not null default 0,
    origin_import @I not null default 0,
    changed_import @I not null default 0,
    rev @I not null default 1,
    sum @I not null default 0,
    gone @I not null default 0
) @STRICT;
-- Four indexes, no more; a new one names what it replaces (architecture.md, "index budget").
create unique index deal_ext on deal (ext) where ext is not null;
create index deal_board on deal (stage, outcome, sort_at @ID) where gone = 0;
create index deal_own on deal (owner, stage, outcome, sort_at @ID) where gone = 0;
create index deal_company on deal (company @ID);

-- A handoff that somebody looks at again on a day: until then it stands apart in the queue. One row each time.
create table snooze (
    id @I primary key,
    deal @I not null references deal (id),
    until_day @I not null,
    reason text not null,
    member @I not null,
    at_ms @I not null,
    ended_at @I not null default 0,
    rev @I not null default 1,
    sum @I not null default 0,
    gone @I not null default 0
) @STRICT;
create index snooze_deal on snooze (deal, id);
create index snooze_day on snooze (until_day, deal) where gone = 0 and ended_at = 0;

create table deal_person (
    deal @I not null references deal (id),
    person @I not null references person (id),
    role @I not null,
    rev @I not null default 1,
    sum @I not null default 0,
    primary key (deal, person, role)
) @KEYED;

create table deal_check (
    deal @I not null references deal (id),
    item text not null,
    ticked_at @I not null,
    member @I not null,
    rev @I not null default 1,
    sum @I not null default 0,
    primary key (deal, item)
) @KEYED;

create table deal_icp (
    deal @I not null references deal (id),
    phase @I not null,
    dimension @I not null,
    score @I not null,
    model_version @I not null,
    rev @I not null default 1,
    sum @I not null default 0,
    primary key (deal, phase, dimension)
) @KEYED;

create table source_ref (
    kind @I not null,
    ext text not null,
    source text not null,
    record @I not null,
    row_hash @I not null,
    seen_import @I not null,
    sum @I not null default 0,
    primary key (kind, ext)
) @KEYED;

create table event (
    id @I primary key,
    subject_kind @I not null,
    subject @I not null,
    kind @I not null,
    value @I not null default 0,
    for_ms @I,
    at_ms @I not null,
    day_only @I not null default 0,
    told_ms @I not null,
    member @I not null,
    reason text,
    override @I not null default 0,
    history @I not null default 0,
    config @I not null,
    group_id @I not null,
    undone_by @I,
    sum @I not null
) @STRICT;
create index event_subject on event (subject_kind, subject, kind, at_ms);

create table clock (
    subject_kind @I not null,
    subject @I not null,
    kind @I not null,
    start_at @I not null default 0,
    warn_at @I not null default 0,
    due_at @I not null default 0,
    met_at @I not null default 0,
    void @I not null default 0,
    waiting_for @I not null default 0,
    overridden @I not null default 0,
    owner_role text not null default '',
    owner @I not null default 0,
    config @I not null default 0,
    calendar @I not null default 0,
    lead @I not null default 0,
    primary key (subject_kind, subject, kind)
) @KEYED;
create index clock_due on clock (void, met_at, due_at, subject_kind, subject, kind, warn_at, owner_role);
-- Open handoffs by time to breach: lead is 1 for the clock of a deal's handoff that is due first (model/handoff.h).
create index clock_lead on clock (lead, subject_kind, due_at, subject) where lead = 1;

create table text (
    id @I primary key,
    body text not null,
    salt @B,
    digest @B not null,
    chars @I not null,
    class @I not null,
    subject_kind @I not null,
    subject @I not null,
    at_ms @I not null,
    member @I not null
) @STRICT;

create table form (
    id @I primary key,
    kind @I not null,
    deal @I not null references deal (id),
    state @I not null default 0,
    live_at @I not null default 0,
    live_ms @I not null default 0,
    scheduled_at @I not null default 0,
    completed_at @I not null default 0,
    config @I not null default 0,
    held_at @I not null default 0,
    period @I not null default 0,
    rev @I not null default 1,
    sum @I not null default 0,
    gone @I not null default 0
) @STRICT;
create index form_deal on form (deal, kind);
create index form_state on form (kind, state, id) where gone = 0;

create table form_member (
    form @I not null references form (id),
    part @I not null,
    member @I not null,
    absent @I not null default 0,
    reason text not null default '',
    rev @I not null default 1,
    sum @I not null default 0,
    primary key (form, part, member)
) @KEYED;

create table form_value (
    id @I primary key,
    form @I not null references form (id),
    field text not null,
    item @I not null default 0,
    layer @I not null,
    text @I references text (id),
    num @I,
    day @I,
    author @I not null,
    at_ms @I not null,
    ms_spent @I not null default 0,
    reply @I not null default 0,
    again @I not null default 0,
    said_by text not null default '',
    class @I not null,
    rev @I not null default 1,
    sum @I not null default 0,
    gone @I not null default 0,
    unique (form, field, item, layer)
) @STRICT;

-- Packets as they were filed, whole; path is below the team's out folder. An undone one is gone, and its number is never
-- given again.
create table filed (
    id @I primary key,
    form @I not null references form (id),
    version @I not null,
    kind @I not null,
    path text not null,
    text @I references text (id),
    member @I not null,
    at_ms @I not null,
    rev @I not null default 1,
    sum @I not null default 0,
    gone @I not null default 0,
    unique (form, version)
) @STRICT;
create index filed_path on filed (path);

create table item (
    id @I primary key,
    form @I references form (id),
    deal @I not null references deal (id),
    kind @I not null,
    text @I references text (id),
    attr @I not null default 0,
    said_by text not null default '',
    person @I not null default 0,
    owner @I not null default 0,
    due_day @I,
    due_unit @I not null default 0,
    mitigation text not null default '',
    state @I not null default 0,
    class @I not null,
    action @I not null default 0,
    seq @I not null default 0,
    made_by @I not null default 0,
    made_at @I not null default 0,
    rev @I not null default 1,
    sum @I not null default 0,
    gone @I not null default 0
) @STRICT;
create index item_deal on item (deal, kind);
create index item_owner on item (owner, due_day);

create table action (
    id @I primary key,
    kind @I not null,
    subject_kind @I not null,
    subject @I not null,
    deal @I not null default 0,
    text @I references text (id),
    owner @I not null default 0,
    due_day @I,
    expected text not null default '',
    change_kind @I not null default 0,
    reason text not null default '',
    trigger_key text not null default '',
    blocks @I not null default 0,
    state @I not null default 0,
    closed_at @I not null default 0,
    class @I not null default 0,
    rev @I not null default 1,
    sum @I not null default 0,
    gone @I not null default 0
) @STRICT;
create index action_subject on action (subject_kind, subject);
create index action_owner on action (state, owner, due_day) where gone = 0;
create index action_due on action (due_day) where state = 0 and gone = 0;
create index action_deal on action (deal);
create index action_trigger on action (trigger_key) where trigger_key <> '';

create table action_link (
    action @I not null references action (id),
    subject_kind @I not null,
    subject @I not null,
    rev @I not null default 1,
    sum @I not null default 0,
    primary key (action, subject_kind, subject)
) @KEYED;

create table approval (
    id @I primary key,
    matrix text not null,
    subject_kind @I not null,
    subject @I not null,
    value @I not null,
    duty @I not null,
    asked_by @I not null,
    asked_at @I not null,
    reason text not null default '',
    state @I not null default 0,
    decided_by @I not null default 0,
    decided_at @I not null default 0,
    comment text not null default '',
    config @I not null default 0,
    rev @I not null default 1,
    sum @I not null default 0,
    gone @I not null default 0
) @STRICT;
create index approval_subject on approval (subject_kind, subject);
create index approval_state on approval (state, id) where gone = 0;

create table outbox (
    id @I primary key,
    subject_kind @I not null,
    subject @I not null,
    template text not null,
    config @I not null,
    recipient text not null,
    channel text not null,
    text @I references text (id),
    state @I not null default 0,
    member @I not null,
    at_ms @I not null,
    sent_at @I not null default 0,
    sent_by @I not null default 0,
    class @I not null default 0,
    rev @I not null default 1,
    sum @I not null default 0,
    gone @I not null default 0
) @STRICT;
create index outbox_subject on outbox (subject_kind, subject);
create index outbox_state on outbox (state, id) where gone = 0;

-- A programme of interviews: what is asked of which closed deals (win-loss-interview-sop, step 1).
create table programme (
    id @I primary key,
    title text not null,
    objective text not null default '',
    questions text not null default '',
    types @I not null,
    segment @I not null default 0,
    region @I not null default 0,
    industry @I not null default 0,
    tier @I not null default 0,
    product @I not null default 0,
    from_day @I,
    to_day @I,
    wanted @I not null default 0,
    cadence @I not null default 0,
    owner @I not null default 0,
    made_at @I not null,
    rev @I not null default 1,
    sum @I not null default 0,
    gone @I not null default 0
) @STRICT;

-- A deal drawn into a programme, why, and what became of it.
create table selection (
    id @I primary key,
    programme @I not null references programme (id),
    deal @I not null references deal (id),
    reason text not null,
    state @I not null default 0,
    refusal text not null default '',
    interviewer @I not null default 0,
    approved_by @I not null default 0,
    approval text not null default '',
    drawn_at @I not null,
    rev @I not null default 1,
    sum @I not null default 0,
    gone @I not null default 0
) @STRICT;
create index selection_programme on selection (programme, state, id);
create index selection_deal on selection (deal);

-- `form` holds what was captured as fields (competitors, prices, frictions, criteria, the summary).
create table interview (
    id @I primary key,
    ext text,
    programme @I not null default 0,
    deal @I not null references deal (id),
    form @I not null references form (id),
    person @I not null default 0,
    respondent text not null default '',
    respondent_role @I not null default 0,
    interviewer @I not null default 0,
    scheduled_at @I not null default 0,
    minutes @I not null default 0,
    format @I not null default 0,
    held_at @I not null default 0,
    consent_notes @I not null default 0,
    consent_record @I not null default 0,
    consent_quote @I not null default 0,
    guide text not null default '',
    guide_config @I not null default 0,
    state @I not null default 0,
    refusal text not null default '',
    validated_at @I not null default 0,
    validated_by @I not null default 0,
    row_hash @I not null default 0,
    origin_import @I not null default 0,
    made_at @I not null,
    rev @I not null default 1,
    sum @I not null default 0,
    gone @I not null default 0
) @STRICT;
create unique index interview_ext on interview (ext) where ext is not null;
create index interview_deal on interview (deal);
create index interview_state on interview (state, id) where gone = 0;
create index interview_programme on interview (programme, state);

-- `text` is the version that stands; earlier ones stay in table text, and codes say which one they count in.
create table interview_note (
    id @I primary key,
    interview @I not null references interview (id),
    seq @I not null,
    kind @I not null,
    text @I not null references text (id),
    speaker text not null default '',
    member @I not null,
    at_ms @I not null,
    rev @I not null default 1,
    sum @I not null default 0,
    gone @I not null default 0
) @STRICT;
create index interview_note_of on interview_note (interview, seq, id);

create table taxonomy (
    id @I primary key,
    major @I not null,
    minor @I not null,
    state @I not null default 0,
    title text not null default '',
    member @I not null,
    at_ms @I not null,
    rev @I not null default 1,
    sum @I not null default 0,
    gone @I not null default 0,
    unique (major, minor)
) @STRICT;

-- The identity of a theme, for ever; what it is called in a version stands in theme_in.
create table theme (
    id @I primary key,
    key text not null unique,
    guid text not null default '',
    made_in @I not null references taxonomy (id),
    sum @I not null default 0
) @STRICT;
create table theme_in (
    taxonomy @I not null references taxonomy (id),
    theme @I not null references theme (id),
    parent @I not null default 0,
    seq @I not null default 0,
    letter text not null default '',
    title text not null,
    definition text not null default '',
    examples text not null default '',
    merged_into @I not null default 0,
    split_from @I not null default 0,
    retired @I not null default 0,
    rev @I not null default 1,
    sum @I not null default 0,
    gone @I not null default 0,
    primary key (taxonomy, theme)
) @KEYED;
-- Before a theme goes with what made it: does anything stand on it?
create index theme_in_below on theme_in (parent) where parent <> 0;
create index theme_in_merged on theme_in (merged_into) where merged_into <> 0;
create index theme_in_part on theme_in (split_from) where split_from <> 0;

-- One coder's way through one interview with one version of the taxonomy; layer 1 is the settled one.
create table coding_pass (
    id @I primary key,
    interview @I not null references interview (id),
    coder @I not null,
    taxonomy @I not null references taxonomy (id),
    layer @I not null default 0,
    opened_at @I not null,
    closed_at @I not null default 0,
    released_at @I not null default 0,
    rev @I not null default 1,
    sum @I not null default 0,
    gone @I not null default 0
) @STRICT;
create index coding_pass_of on coding_pass (interview, layer, coder);

-- "Read, no theme fits" is data: without it agreement could not tell none from not seen.
create table pass_note (
    pass @I not null references coding_pass (id),
    note @I not null references interview_note (id),
    text @I not null references text (id),
    rev @I not null default 1,
    sum @I not null default 0,
    gone @I not null default 0,
    primary key (pass, note)
) @KEYED;

-- Words of a note, counted in code points of the version `text`; end -1: the whole note.
create table code (
    id @I primary key,
    pass @I not null references coding_pass (id),
    note @I not null references interview_note (id),
    text @I not null references text (id),
    start_cp @I not null default 0,
    end_cp @I not null default -1,
    span_sha @B,
    theme @I not null references theme (id),
    driver @I not null default 0,
    memo text not null default '',
    state @I not null default 0,
    made_at @I not null,
    rev @I not null default 1,
    sum @I not null default 0,
    gone @I not null default 0
) @STRICT;
create index code_pass on code (pass, note);
create index code_theme on code (theme, pass);
create index code_note on code (note);

-- A theme that was split leaves its codes where they are; here a person said which of the parts one of them counts for.
create table recode (
    code @I primary key,
    theme @I not null references theme (id),
    member @I not null,
    at_ms @I not null,
    rev @I not null default 1,
    sum @I not null default 0,
    gone @I not null default 0
) @STRICT;

create table assignment (
    interview @I not null references interview (id),
    coder @I not null,
    made_by @I not null,
    at_ms @I not null,
    due_day @I,
    rev @I not null default 1,
    sum @I not null default 0,
    gone @I not null default 0,
    primary key (interview, coder)
) @KEYED;
create index assignment_coder on assignment (coder, interview);

-- A change of the qualification model: flagged by who delivered, proposed over deals, decided with a comment. dimension
-- is a key of the team's icp; icp_config the version it was proposed for, applied_config the one that it became.
create table refinement (
    id @I primary key,
    state @I not null,
    dimension text not null default '',
    text @I references text (id),
    reason text not null default '',
    reclassifies @I not null default 0,
    council_at @I not null default 0,
    flagged_by @I not null default 0,
    flagged_at @I not null default 0,
    proposed_by @I not null default 0,
    proposed_at @I not null default 0,
    decided_by @I not null default 0,
    decided_at @I not null default 0,
    comment text not null default '',
    icp_config @I not null default 0,
    applied_config @I not null default 0,
    rev @I not null default 1,
    sum @I not null default 0,
    gone @I not null default 0
) @STRICT;
create index refinement_state on refinement (state, id) where gone = 0;

-- The deals it rests on; form: the exchange record in which it was seen, 0 none.
create table refinement_deal (
    refinement @I not null references refinement (id),
    deal @I not null references deal (id),
    form @I not null default 0,
    rev @I not null default 1,
    sum @I not null default 0,
    gone @I not null default 0,
    primary key (refinement, deal)
) @KEYED;
create index refinement_of_deal on refinement_deal (deal);

-- What was issued of a quarter, never changed: its bytes (text) and what they rest on. kind 1 rollup, 2 exchange record.
-- path is relative to the team's folder; supersedes the one it was issued in place of, 0 none. from_day and to_day are
-- the first and the last day of the period.
create table report (
    id @I primary key,
    kind @I not null,
    period text not null,
    audience @I not null,
    segment @I not null default 0,
    format @I not null default 0,
    path text not null,
    taxonomy @I not null default 0,
    config @I not null default 0,
    from_day @I not null,
    to_day @I not null,
    as_of_ms @I not null,
    as_of_grp @I not null,
    text @I not null references text (id),
    supersedes @I not null default 0,
    member @I not null,
    at_ms @I not null,
    sum @I not null default 0
) @STRICT;
create index report_period on report (period, kind, id);

-- The facts behind its numbers, in the order of the document. n of `of_n` (-1: of nothing), amount in minor units of a
-- currency; subjects: what was counted (model/report.h says how).
create table report_fact (
    report @I not null references report (id),
    seq @I not null,
    key text not null,
    section @I not null,
    title text not null,
    form @I not null,
    n @I not null,
    of_n @I not null default -1,
    amount_minor @I,
    currency @I not null default 0,
    value text not null default '',
    subjects @B,
    salt @B not null,
    digest @B not null,
    primary key (report, seq)
) @KEYED;

-- Whose words a report quotes: withdrawing leave to quote lists them.
create table report_quote (
    report @I not null references report (id),
    note @I not null references interview_note (id),
    interview @I not null references interview (id),
    primary key (report, note)
) @KEYED;
create index report_quote_of on report_quote (interview);

-- Another spelling that was merged: an import that brings it means the record. kind 0 company, else of dict.kind.
create table alias (
    kind @I not null,
    name_key text not null,
    name text not null,
    record @I not null,
    rev @I not null default 1,
    sum @I not null default 0,
    gone @I not null default 0,
    primary key (kind, name_key)
) @KEYED;

create table grp (
    id @I primary key,
    at_ms @I not null,
    real_at @I not null,
    member @I not null,
    request @B unique,
    kind @I not null,
    title text not null,
    scope_kind @I not null default 0,
    scope @I not null default 0,
    undoes @I references grp (id),
    undone_by @I not null default 0,
    import @I not null default 0,
    digest @B not null
) @STRICT;
create index grp_member on grp (member, id);
create index grp_scope on grp (scope_kind, scope, member, id);
create index grp_undoes on grp (undoes) where undoes is not null;

create table change (
    grp @I not null references grp (id),
    n @I not null,
    op @I not null,
    subject_kind @I not null,
    subject @I not null,
    part text not null default '',
    field text not null default '',
    class @I not null,
    owner @I not null default 0,
    before text,
    after text,
    salt @B,
    digest @B not null,
    primary key (grp, n)
) @KEYED;
create index change_subject on change (subject_kind, subject, grp);

create table seal (
    id @I primary key,
    to_grp @I not null,
    prev @B not null,
    hash @B not null
) @STRICT;

create table import (
    id @I primary key,
    kind text not null,
    name text not null,
    sha @B not null,
    bytes @I not null,
    preset text not null,
    config @I not null,
    read @I not null,
    added @I not null,
    updated @I not null,
    unchanged @I not null,
    refused @I not null,
    at_ms @I not null,
    member @I not null,
    grp @I not null,
    reverted_by @I not null default 0,
    sum @I not null default 0
) @STRICT;

create table import_old (
    import @I not null references import (id),
    kind @I not null,
    record @I not null,
    before @B,
    salt @B,
    digest @B not null,
    primary key (import, kind, record)
) @KEYED;

create table tombstone (
    kind @I not null,
    mac @B not null,
    at_ms @I not null,
    grp @I not null,
    primary key (kind, mac)
) @KEYED;

-- Derived: written by one C function each, rebuildable, compared by `check`.
create table sum_deal (
    close_month @I not null,
    stage @I not null,
    outcome @I not null,
    owner @I not null,
    segment @I not null,
    currency @I not null,
    n @I not null,
    n_valued @I not null,
    amount_minor @I not null,
    primary key (close_month, stage, outcome, owner, segment, currency)
) @KEYED;

-- Themes of an interview by the pass that counts (the settled layer, else the first closed and released one).
create table presence (
    interview @I not null,
    theme @I not null,
    driver @I not null,
    n @I not null,
    primary key (interview, theme, driver)
) @KEYED;
create index presence_theme on presence (theme, driver);

-- What one closed deal counts for in its quarter, and those rows summed (model/fact.h). In fact, month to product are
-- those of its deal. In sum_fact owner -1 is everybody's, dim and value the side it is looked at from (0, 0: no side).
create table fact (
    kind @I not null,
    bucket @I not null,
    close_month @I not null,
    deal @I not null,
    outcome @I not null,
    owner @I not null,
    segment @I not null,
    competitor @I not null,
    size @I not null,
    region @I not null,
    product @I not null,
    n @I not null,
    v @I not null,
    primary key (kind, bucket, close_month, deal)
) @KEYED;
create index fact_deal on fact (deal);

create table sum_fact (
    owner @I not null,
    dim @I not null,
    close_month @I not null,
    kind @I not null,
    value @I not null,
    bucket @I not null,
    outcome @I not null,
    deals @I not null,
    n @I not null,
    v @I not null,
    primary key (owner, dim, close_month, kind, value, bucket, outcome)
) @KEYED;

create table search_doc (
    id @I primary key,
    kind @I not null,
    record @I not null,
    deal @I not null,
    owner @I not null,
    class @I not null,
    words text not null
) @STRICT;
create index search_record on search_doc (kind, record);
create index search_deal on search_doc (deal);
@SEARCH;
