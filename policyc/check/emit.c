/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Each section grows by itself; then they are laid out one after the other. Blob integers
 * are little-endian, and so is every machine that Xen runs on: structures are copied as they are.
 */
#include "policyc/check/emit.h"

#include <string.h>
#include "msm.h"
#include "policyc/check/emission.h"

#define FIRST_ROOM 64u /* bytes of a section, at first */

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "blobs are little-endian");

static struct piece *add_piece(struct emission *e, struct section *section, size_t least)
{
    size_t room = section->size + least + FIRST_ROOM;
    struct piece *piece = arena_alloc(e->arena, sizeof(*piece) + room);
    piece->room = room;
    if (section->last)
        section->last->next = piece;
    else
        section->first = piece;
    section->last = piece;
    return piece;
}

uint32_t emission_append(struct emission *e, enum blob_section_kind kind, const void *entry, size_t size)
{
    struct section *section = &e->sections[kind];
    struct piece *piece = section->last;
    if (!piece || piece->room - piece->size < size)
        piece = add_piece(e, section, size);
    memcpy(piece->bytes + piece->size, entry, size);
    piece->size += size;
    section->size += size;
    return section->count++;
}

uint32_t emission_count(const struct emission *e, enum blob_section_kind kind)
{
    return e->sections[kind].count;
}

uint32_t emission_text(struct emission *e, const char *text)
{
    const uint32_t *known = names_find(&e->strings, text);
    if (known)
        return *known;
    uint32_t *offset = arena_alloc(e->arena, sizeof(*offset));
    *offset = (uint32_t)e->sections[BLOB_STRINGS].size;
    names_add(&e->strings, text, offset);
    emission_append(e, BLOB_STRINGS, text, strlen(text) + 1);
    return *offset;
}

static void emit_policy(struct emission *e)
{
    const struct model *model = e->model;
    struct blob_policy policy = {.name = emission_text(e, model->policy->name->text),
                                 .version = model->policy->version,
                                 .control_domain = (uint32_t)(model->control - model->domains),
                                 .default_domain = BLOB_NONE,
                                 .flags = model->policy->sealed ? BLOB_SEALED : 0};
    if (model->default_domain)
        policy.default_domain = (uint32_t)(model->default_domain - model->domains);
    emission_append(e, BLOB_POLICY, &policy, sizeof(policy));
}

static size_t align(size_t offset)
{
    return (offset + 7) & ~(size_t)7;
}

/* Sets where each section is. Returns the size of the whole. */
static size_t lay_out(const struct emission *e, struct blob_header *header)
{
    size_t end = sizeof(*header);
    for (uint32_t kind = 0; kind < BLOB_SECTIONS; kind++) {
        const struct section *section = &e->sections[kind];
        size_t offset = align(end);
        end = offset + section->size;
        header->section[kind] =
            (struct blob_section){.kind = kind,
                                  .offset = (uint32_t)offset,
                                  .size = (uint32_t)section->size,
                                  .count = kind == BLOB_STRINGS ? (uint32_t)section->size : section->count};
    }
    return end;
}

/* Reports what is more than a blob can have, and returns false; true if there is nothing. */
static bool check_size(const struct emission *e, size_t size)
{
    struct diagnostics *diagnostics = &e->model->compilation->diagnostics;
    struct span place = e->model->policy->span;
    if (e->pointed_to > BLOB_MAX_MEMBERS) {
        report(diagnostics, XP0401, place,
               "this policy's lists of domains have %ju entries; at most %u are allowed",
               (uintmax_t)e->pointed_to, BLOB_MAX_MEMBERS);
        return false;
    }
    if (emission_count(e, BLOB_FILES) > UINT16_MAX) {
        report(diagnostics, XP0401, place, "this policy has %u files; at most %u are allowed",
               (unsigned)emission_count(e, BLOB_FILES), UINT16_MAX);
        return false;
    }
    if (size <= BLOB_MAX_SIZE)
        return true;
    struct diagnostic *d =
        report(diagnostics, XP0401, place,
               "the compiled policy has %zu bytes; the hypervisor takes at most %u", size, BLOB_MAX_SIZE);
    report_help(diagnostics, d, "let domains that may do the same share a profile: it has %zu profiles",
                e->model->held_count);
    return false;
}

static void copy_section(const struct section *section, uint8_t *to)
{
    for (const struct piece *piece = section->first; piece; piece = piece->next) {
        memcpy(to, piece->bytes, piece->size);
        to += piece->size;
    }
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
    if (!check_size(e, size))
        return (struct image){0};
    header.size = (uint32_t)size;
    memcpy(header.target, BLOB_TARGET, sizeof(header.target));
    memcpy(header.table, fingerprint, sizeof(header.table));
    uint8_t *bytes = arena_alloc(e->arena, size);
    memcpy(bytes, &header, sizeof(header));
    for (uint32_t kind = 0; kind < BLOB_SECTIONS; kind++)
        copy_section(&e->sections[kind], bytes + header.section[kind].offset);
    msm_digest(bytes, size, bytes + offsetof(struct blob_header, digest));
    return (struct image){.bytes = bytes, .size = size};
}

struct image emit(struct model *model)
{
    struct arena *arena = &model->compilation->arena;
    struct emission e = {
        .model = model, .arena = arena, .strings = {.arena = arena}, .runs = {.arena = arena}};
    names_reserve(&e.strings, model->domain_count + model->held_count);
    emission_text(&e, "");
    emit_policy(&e);
    emit_profile_rules(&e);
    emit_domain_rules(&e);
    emit_relation_rules(&e);
    emit_rules(&e);
    emit_profiles(&e);
    emit_domains(&e);
    emit_relations(&e);
    return join(&e);
}
