/* SPDX-License-Identifier: GPL-2.0-only */
/* The two sides of a connection or a network, and how many pairs of domains that makes. */
#include "policyc/check/relations.h"

#define MAX_PAIRS 2000000u

static bool check_end(struct model *model, const struct ast_name *name, struct members *members)
{
    static uint32_t outside[] = {BLOB_OUTSIDE};
    *members = (struct members){.list = outside, .count = 1};
    return !name || check_who_is(model, name, members);
}

bool check_ends(struct model *model, struct ends *ends)
{
    bool is_known = check_end(model, ends->left, &ends->from);
    return check_end(model, ends->right, &ends->to) && is_known;
}

bool ends_pair(const struct model *model, uint32_t from, uint32_t to)
{
    return from != to || (from != BLOB_OUTSIDE && model->domains[from].fleet);
}

bool ends_are_swapped(const struct ends *ends, uint32_t left)
{
    size_t low = 0;
    size_t high = ends->from.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (ends->from.list[middle] < left)
            low = middle + 1;
        else
            high = middle;
    }
    return low == ends->from.count || ends->from.list[low] != left;
}

static void report_self(struct model *model, const struct ends *ends)
{
    const char *name = model->domains[ends->from.list[0]].name;
    struct diagnostic *d = report(findings(model), XP0242, ends->left->span,
                                  "`%s` needs no leave to reach itself, so this says nothing", name);
    report_beside(d, ends->right->span);
}

static void report_too_many(struct model *model, struct span place)
{
    struct diagnostic *d = report(findings(model), XP0249, place,
                                  "this and what stands before is about more than %u pairs", MAX_PAIRS);
    report_help(findings(model), d,
                "declare domains that are alike as a fleet, `domain web-* { … }`: it counts as one");
}

bool check_pairs(struct model *model, const struct ends *ends, struct span place, size_t each,
                 uint64_t *total)
{
    uint64_t pairs = (uint64_t)ends->from.count * ends->to.count;
    if (pairs == 1 && !ends_pair(model, ends->from.list[0], ends->to.list[0])) {
        report_self(model, ends);
        return false;
    }
    if (*total > MAX_PAIRS)
        return false;
    if (pairs > MAX_PAIRS || each > MAX_PAIRS || *total + pairs * each > MAX_PAIRS)
        report_too_many(model, place);
    *total += pairs * each;
    return *total <= MAX_PAIRS;
}
