/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The labels by which two policies are compared. Every label that a virtual machine can have is one of them,
 * or is the same in both policies as a fleet that is one of them.
 */
#include <string.h>
#include "policyc/read/diff_parts.h"
#include "policyc/read/view.h"

#define NO_LABEL "(no label)" /* no domain's name has a parenthesis */

static void add_label(struct comparison *c, const char *name, uint32_t before, uint32_t after)
{
    c->labels[c->label_count++] = (struct label){.name = name, .domain = {before, after}};
}

/* What the label is in a policy: the domain of that name, or else one of a fleet. */
static uint32_t find(const struct comparison *c, unsigned int side, const char *name)
{
    return msm_find_domain(c->policy[side], name, strlen(name));
}

/* Both policies' domains are sorted by name. */
static void merge_domains(struct comparison *c)
{
    const uint32_t counts[] = {view_count(c->policy[BEFORE], BLOB_DOMAINS),
                               view_count(c->policy[AFTER], BLOB_DOMAINS)};
    uint32_t a = 0, b = 0;
    while (a < counts[BEFORE] || b < counts[AFTER]) {
        const char *left = a < counts[BEFORE] ? msm_label(c->policy[BEFORE], a) : NULL;
        const char *right = b < counts[AFTER] ? msm_label(c->policy[AFTER], b) : NULL;
        int order = !left ? 1 : !right ? -1 : strcmp(left, right);
        if (order < 0)
            add_label(c, left, a, find(c, AFTER, left));
        else if (order > 0)
            add_label(c, right, find(c, BEFORE, right), b);
        else
            add_label(c, left, a, b);
        a += order <= 0;
        b += order >= 0;
    }
}

/* A virtual machine without a label is the default domain, which has a label too. */
static void add_default(struct comparison *c)
{
    uint32_t before = c->policy[BEFORE]->policy->default_domain;
    uint32_t after = c->policy[AFTER]->policy->default_domain;
    if (before == BLOB_NONE && after == BLOB_NONE)
        return;
    if (before == BLOB_NONE || after == BLOB_NONE ||
        strcmp(msm_label(c->policy[BEFORE], before), msm_label(c->policy[AFTER], after)) != 0)
        add_label(c, NO_LABEL, before, after);
}

static void list_labels(struct comparison *c, unsigned int side)
{
    uint32_t domains = view_count(c->policy[side], BLOB_DOMAINS);
    uint32_t *first = arena_array(c->arena, domains + 1, sizeof(*first));
    uint32_t *list = arena_array(c->arena, c->label_count, sizeof(*list));
    for (size_t i = 0; i < c->label_count; i++)
        if (c->labels[i].domain[side] != BLOB_NONE)
            first[c->labels[i].domain[side] + 1]++;
    for (uint32_t i = 0; i < domains; i++)
        first[i + 1] += first[i];
    uint32_t *next =
        arena_grow(c->arena, first, (domains + 1) * sizeof(*first), (domains + 1) * sizeof(*first));
    for (uint32_t i = 0; i < c->label_count; i++)
        if (c->labels[i].domain[side] != BLOB_NONE)
            list[next[c->labels[i].domain[side]]++] = i;
    c->of[side] = (struct labels_of){.first = first, .list = list};
}

void diff_make_labels(struct comparison *c)
{
    size_t room =
        (size_t)view_count(c->policy[BEFORE], BLOB_DOMAINS) + view_count(c->policy[AFTER], BLOB_DOMAINS) + 1;
    c->labels = arena_array(c->arena, room, sizeof(*c->labels));
    merge_domains(c);
    add_default(c);
    c->scratch = arena_array(c->arena, c->label_count + 1, sizeof(*c->scratch));
    list_labels(c, BEFORE);
    list_labels(c, AFTER);
}
