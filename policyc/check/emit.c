/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Each section grows in a buffer of its own; then they are laid out one after the other. Blob integers
 * are little-endian, and so is every machine that Xen runs on: structures are copied as they are.
 */
#include "policyc/check/emit.h"

#include <stdlib.h>
#include <string.h>
#include "msm.h"
#include "sha256.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "blobs are little-endian");

struct section {
    uint8_t *bytes;
    size_t size;
    size_t room;
};

struct emission {
    struct model *model;
    struct arena *arena;
    struct names strings; /* name → its offset, a uint32_t in the arena */
    struct section sections[BLOB_SECTIONS];
};

static void append(struct emission *e, enum blob_section_kind kind, const void *bytes, size_t size)
{
    struct section *section = &e->sections[kind];
    if (section->room - section->size < size) {
        section->room = (section->size + size) * 2;
        section->bytes = arena_grow(e->arena, section->bytes, section->size, section->room);
    }
    memcpy(section->bytes + section->size, bytes, size);
    section->size += size;
}

/* The string's offset. Equal strings are stored once. */
static uint32_t add_string(struct emission *e, const char *text)
{
    const uint32_t *known = names_find(&e->strings, text);
    if (known)
        return *known;
    uint32_t *offset = arena_alloc(e->arena, sizeof(*offset));
    *offset = (uint32_t)e->sections[BLOB_STRINGS].size;
    names_add(&e->strings, text, offset);
    append(e, BLOB_STRINGS, text, strlen(text) + 1);
    return *offset;
}

static void emit_files(struct emission *e)
{
    const struct sources *sources = &e->model->compilation->sources;
    for (uint32_t i = 0; i < sources->count; i++) {
        struct blob_file file = {.name = add_string(e, sources->list[i]->name)};
        append(e, BLOB_FILES, &file, sizeof(file));
    }
}

/* Rules that are in the blob, while they are counted, numbered and written. */
struct selection {
    struct rule **list;
    size_t count;
};

static void select_rule(struct emission *e, struct selection *selection, struct rule *rule)
{
    if (rule->is_used)
        return;
    rule->is_used = true;
    if ((selection->count & (selection->count - 1)) == 0) {
        size_t bytes = selection->count * sizeof(*selection->list);
        selection->list =
            arena_grow(e->arena, selection->list, bytes, bytes ? bytes * 2 : sizeof(*selection->list));
    }
    selection->list[selection->count++] = rule;
}

static int compare_places(const void *left, const void *right)
{
    const struct span *a = &(*(const struct rule *const *)left)->place;
    const struct span *b = &(*(const struct rule *const *)right)->place;
    if (a->file != b->file)
        return a->file < b->file ? -1 : 1;
    return a->start < b->start ? -1 : a->start > b->start;
}

static void select_rules(struct emission *e, struct selection *selection)
{
    const struct model *model = e->model;
    for (size_t i = 0; i < model->profile_count; i++) {
        struct profile *profile = &model->profiles[i];
        select_rule(e, selection, &profile->declared);
        for (size_t j = 0; j < profile->decided.count; j++)
            select_rule(e, selection, profile->decided.list[j].rule);
    }
    for (size_t i = 0; i < model->domain_count; i++)
        select_rule(e, selection, &model->domains[i].declared);
}

/* In the order of their places. */
static void emit_rules(struct emission *e)
{
    struct selection selection = {0};
    select_rules(e, &selection);
    qsort(selection.list, selection.count, sizeof(struct rule *), compare_places);
    for (size_t i = 0; i < selection.count; i++) {
        struct rule *rule = selection.list[i];
        struct position position = source_position(&e->model->compilation->sources, rule->place);
        struct blob_rule entry = {.line = position.line,
                                  .column = (uint16_t)position.column,
                                  .file = (uint16_t)rule->place.file,
                                  .effect = rule->effect};
        rule->number = (uint32_t)i;
        append(e, BLOB_RULES, &entry, sizeof(entry));
    }
}

static uint32_t emit_spans(struct emission *e, const struct profile *profile)
{
    size_t first = e->sections[BLOB_SPANS].size / sizeof(struct blob_span);
    for (size_t i = 0; i < profile->decided.count; i++) {
        const struct run *run = &profile->decided.list[i];
        struct blob_span span = {.first = run->first, .rule = run->rule->number};
        append(e, BLOB_SPANS, &span, sizeof(span));
    }
    return (uint32_t)first;
}

static void emit_profiles(struct emission *e)
{
    for (size_t i = 0; i < e->model->profile_count; i++) {
        const struct profile *profile = &e->model->profiles[i];
        struct blob_profile entry = {.name = add_string(e, profile->name),
                                     .rule = profile->declared.number,
                                     .first_span = emit_spans(e, profile),
                                     .spans = (uint32_t)profile->decided.count,
                                     .entry = msm_entry(profile->allowed.word)};
        memcpy(entry.allowed, profile->allowed.word, sizeof(entry.allowed));
        memcpy(entry.quiet, profile->quiet.word, sizeof(entry.quiet));
        append(e, BLOB_PROFILES, &entry, sizeof(entry));
    }
}

static void emit_domains(struct emission *e)
{
    const struct model *model = e->model;
    for (size_t i = 0; i < model->domain_count; i++) {
        const struct domain *domain = &model->domains[i];
        struct blob_domain entry = {.name = add_string(e, domain->name),
                                    .profile = (uint32_t)(domain->profile - model->profiles),
                                    .rule = domain->declared.number};
        append(e, BLOB_DOMAINS, &entry, sizeof(entry));
    }
    for (size_t i = 0; i < model->uuid_count; i++) {
        struct blob_uuid entry = {.domain = (uint32_t)(model->by_uuid[i] - model->domains)};
        memcpy(entry.uuid, model->by_uuid[i]->uuid, sizeof(entry.uuid));
        append(e, BLOB_UUIDS, &entry, sizeof(entry));
    }
}

static void emit_policy(struct emission *e)
{
    const struct model *model = e->model;
    struct blob_policy policy = {.name = add_string(e, model->policy->name->text),
                                 .version = model->policy->version,
                                 .control_domain = (uint32_t)(model->control - model->domains),
                                 .default_domain = BLOB_NONE};
    if (model->default_domain)
        policy.default_domain = (uint32_t)(model->default_domain - model->domains);
    append(e, BLOB_POLICY, &policy, sizeof(policy));
}

static size_t align(size_t offset)
{
    return (offset + 7) & ~(size_t)7;
}

/* Sets where each section is. Returns the size of the whole. */
static size_t lay_out(const struct emission *e, struct blob_header *header)
{
    static const size_t entry_size[BLOB_SECTIONS] = {
        [BLOB_POLICY] = sizeof(struct blob_policy),    [BLOB_STRINGS] = 1,
        [BLOB_FILES] = sizeof(struct blob_file),       [BLOB_RULES] = sizeof(struct blob_rule),
        [BLOB_PROFILES] = sizeof(struct blob_profile), [BLOB_SPANS] = sizeof(struct blob_span),
        [BLOB_DOMAINS] = sizeof(struct blob_domain),   [BLOB_UUIDS] = sizeof(struct blob_uuid),
    };
    size_t end = sizeof(*header);
    for (uint32_t kind = 0; kind < BLOB_SECTIONS; kind++) {
        size_t offset = align(end);
        end = offset + e->sections[kind].size;
        header->section[kind] =
            (struct blob_section){.kind = kind,
                                  .offset = (uint32_t)offset,
                                  .size = (uint32_t)e->sections[kind].size,
                                  .count = (uint32_t)(e->sections[kind].size / entry_size[kind])};
    }
    return end;
}

static void add_digest(uint8_t *bytes, size_t size)
{
    struct sha256 sha;
    sha256_init(&sha);
    sha256_add(&sha, bytes, size);
    sha256_end(&sha, bytes + offsetof(struct blob_header, digest));
}

static struct image report_too_large(const struct emission *e, size_t size)
{
    struct diagnostics *diagnostics = &e->model->compilation->diagnostics;
    struct diagnostic *d =
        report(diagnostics, XP0401, e->model->policy->span,
               "the compiled policy has %zu bytes; the hypervisor takes at most %u", size, BLOB_MAX_SIZE);
    report_help(diagnostics, d, "let domains that may do the same share a profile: it has %zu profiles",
                e->model->profile_count);
    return (struct image){0};
}

static struct image join(const struct emission *e)
{
    static const uint8_t fingerprint[] = MSM_TABLE_FINGERPRINT;
    struct blob_header header = {.magic = BLOB_MAGIC,
                                 .target_size = sizeof(header.target),
                                 .format = BLOB_FORMAT,
                                 .sections = BLOB_SECTIONS,
                                 .operations = MSM_OPERATIONS};
    size_t size = lay_out(e, &header);
    if (size > BLOB_MAX_SIZE)
        return report_too_large(e, size);
    header.size = (uint32_t)size;
    memcpy(header.target, BLOB_TARGET, sizeof(header.target));
    memcpy(header.table, fingerprint, sizeof(header.table));
    uint8_t *bytes = arena_alloc(e->arena, size);
    memcpy(bytes, &header, sizeof(header));
    for (uint32_t kind = 0; kind < BLOB_SECTIONS; kind++)
        if (e->sections[kind].size)
            memcpy(bytes + header.section[kind].offset, e->sections[kind].bytes, e->sections[kind].size);
    add_digest(bytes, size);
    return (struct image){.bytes = bytes, .size = size};
}

struct image emit(struct model *model)
{
    struct arena *arena = &model->compilation->arena;
    struct emission e = {.model = model, .arena = arena, .strings = {.arena = arena}};
    append(&e, BLOB_STRINGS, "", 1);
    emit_files(&e);
    emit_rules(&e);
    emit_profiles(&e);
    emit_domains(&e);
    emit_policy(&e);
    return join(&e);
}
