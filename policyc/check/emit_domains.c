/* SPDX-License-Identifier: GPL-2.0-only */
/* Domains, their UUIDs and limits, and the runs of domains that other sections point to. */
#include <string.h>
#include "policyc/check/emission.h"

void emit_domain_rules(struct emission *e)
{
    for (size_t i = 0; i < e->model->domain_count; i++)
        emission_select(e, &e->model->domains[i].declared);
}

/* Some bytes as a text, seven bits a character: so they can be looked up by name. */
static const char *text_of(struct arena *arena, const void *bytes, size_t size)
{
    const uint8_t *byte = bytes;
    char *text = arena_alloc(arena, size + (size + 6) / 7 + 1);
    size_t length = 0;
    unsigned int high = 0;
    for (size_t i = 0; i < size; i++) {
        text[length++] = (char)(byte[i] | 0x80);
        high |= (byte[i] >> 7 & 1u) << i % 7;
        if (i % 7 == 6 || i + 1 == size) {
            text[length++] = (char)(high | 0x80);
            high = 0;
        }
    }
    return text;
}

/* The index that equal bytes got before, or else `next`, which they then have. */
static uint32_t find_equal(struct emission *e, struct names *known, const void *bytes, size_t size,
                           uint32_t next)
{
    const char *text = text_of(e->arena, bytes, size);
    const uint32_t *index = names_find(known, text);
    if (index)
        return *index;
    uint32_t *added = arena_alloc(e->arena, sizeof(*added));
    *added = next;
    names_add(known, text, added);
    return next;
}

uint32_t emission_members(struct emission *e, const struct members *members)
{
    uint32_t next = emission_count(e, BLOB_MEMBERS);
    e->pointed_to += members->count;
    if (!members->count)
        return 0;
    uint32_t first = find_equal(e, &e->runs, members->list, members->count * sizeof(*members->list), next);
    for (size_t i = 0; first == next && i < members->count; i++)
        emission_append(e, BLOB_MEMBERS, &members->list[i], sizeof(*members->list));
    return first;
}

/* The limits that a domain has are stored once, however many have them. */
static uint32_t emit_limits(struct emission *e, struct names *known, const struct domain *domain)
{
    uint32_t next = emission_count(e, BLOB_LIMITS);
    if (!domain->limits)
        return BLOB_NONE;
    uint32_t index = find_equal(e, known, domain->limits, sizeof(*domain->limits), next);
    if (index == next)
        emission_append(e, BLOB_LIMITS, domain->limits, sizeof(*domain->limits));
    return index;
}

/* One statement a text: the order in which they are stored is not for the C compiler to choose. */
static void emit_domain(struct emission *e, struct names *limits, const struct domain *domain)
{
    struct blob_domain entry = {.profile = domain->profile->number,
                                .boot_profile = domain->boot ? domain->boot->number : BLOB_NONE,
                                .rule = domain->declared.number};
    entry.name = emission_text(e, domain->name);
    entry.tag = emission_text(e, domain->tag ? domain->tag->text : "");
    entry.group = emission_text(e, domain->group ? domain->group->text : "");
    entry.limits = emit_limits(e, limits, domain);
    if (domain->trusted)
        entry.flags |= BLOB_TRUSTED;
    if (domain->fleet)
        entry.flags |= BLOB_FLEET;
    emission_append(e, BLOB_DOMAINS, &entry, sizeof(entry));
}

void emit_domains(struct emission *e)
{
    const struct model *model = e->model;
    struct names limits = {.arena = e->arena};
    for (size_t i = 0; i < model->domain_count; i++)
        emit_domain(e, &limits, &model->domains[i]);
    for (size_t i = 0; i < model->uuid_count; i++) {
        struct blob_uuid entry = {.domain = (uint32_t)(model->by_uuid[i] - model->domains)};
        memcpy(entry.uuid, model->by_uuid[i]->uuid, sizeof(entry.uuid));
        emission_append(e, BLOB_UUIDS, &entry, sizeof(entry));
    }
}
