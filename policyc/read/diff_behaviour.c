/* SPDX-License-Identifier: GPL-2.0-only */
/* Rates, responses to violations, and whose kernel a domain has: by profiles, found once for those that
 * share. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "policyc/read/diff_parts.h"
#include "policyc/read/items.h"
#include "policyc/read/view.h"
#include "policyc/read/wording.h"

/* The profiles of a label, which both policies know. */
struct holder {
    uint32_t profile[SIDES];
    uint32_t label;
};

/* Who has these profiles. */
struct holders {
    struct comparison *c;
    const struct blob_profile *profile[SIDES];
    const struct holder *list;
    size_t count;
    struct diff_names names;
};

/* Adds the change for all holders; if it widens, apart for those whom a waiver lets have it. */
static void add(const struct holders *holders, struct diff_change *change)
{
    struct comparison *c = holders->c;
    change->subjects = holders->names;
    if (change->way != DIFF_WIDER || !c->waived_count) {
        diff_add(c, change);
        return;
    }
    for (size_t i = 0; i < holders->count; i++) {
        const struct label *label = &c->labels[holders->list[i].label];
        change->subjects = diff_name(c, label->name);
        change->waived = diff_waived_limits(c, label->domain[AFTER]);
        diff_add(c, change);
    }
}

/* --- Rates --- */

static const char *rate_text(struct comparison *c, const struct blob_rate *rate)
{
    char text[WORDING_SIZE];
    return rate ? diff_text(c, wording_rate(rate, text)) : NULL;
}

/* Whether `a` lets something pass that `b` doesn't; a rate that isn't there lets everything pass. */
static bool is_looser(const struct blob_rate *a, const struct blob_rate *b)
{
    if (!a || !b)
        return !a && b;
    return a->interval < b->interval || a->burst > b->burst ||
           ((a->flags & BLOB_SLOW) && !(b->flags & BLOB_SLOW));
}

static void compare_rates(const struct holders *holders, const struct blob_rate *before,
                          const struct blob_rate *after)
{
    const struct blob_rate *any = before ? before : after;
    char scope[OPERATION_NAME_SIZE];
    bool wider = is_looser(after, before);
    if (!wider && !is_looser(before, after))
        return;
    struct diff_change change = {.kind = DIFF_RATE,
                                 .way = wider ? DIFF_WIDER : DIFF_NARROWER,
                                 .what = diff_text(holders->c, items_scope(any->first, any->end, scope)),
                                 .before = rate_text(holders->c, before),
                                 .after = rate_text(holders->c, after),
                                 .rule_before = before ? before->rule : BLOB_NONE,
                                 .rule_after = after ? after->rule : BLOB_NONE};
    add(holders, &change);
}

/* By .first, then by falling .end: the order of a profile's rates. */
static int order_scopes(const struct blob_rate *a, const struct blob_rate *b)
{
    if (a->first != b->first)
        return a->first < b->first ? -1 : 1;
    return a->end > b->end ? -1 : a->end < b->end;
}

static void diff_rates(const struct holders *holders)
{
    const struct blob_profile *one = holders->profile[BEFORE], *other = holders->profile[AFTER];
    const struct blob_rate *a = holders->c->policy[BEFORE]->rates + one->first_rate, *end_a = a + one->rates;
    const struct blob_rate *b = holders->c->policy[AFTER]->rates + other->first_rate,
                           *end_b = b + other->rates;
    while (a < end_a || b < end_b) {
        int order = a == end_a ? 1 : b == end_b ? -1 : order_scopes(a, b);
        compare_rates(holders, order <= 0 ? a : NULL, order >= 0 ? b : NULL);
        a += order <= 0;
        b += order >= 0;
    }
}

/* --- Responses --- */

static bool same_response(const struct blob_action_at *a, const struct blob_action_at *b)
{
    return a->action == b->action && a->count == b->count && a->window == b->window;
}

/* Marks what both profiles have, and each pair that only differs in when it acts. */
struct responses {
    const struct blob_action_at *list[SIDES];
    uint32_t count[SIDES];
    bool done[SIDES][BLOB_MAX_ACTIONS];
};

static void mark_equal(struct responses *r)
{
    for (uint32_t i = 0; i < r->count[BEFORE]; i++)
        for (uint32_t j = 0; j < r->count[AFTER]; j++)
            if (same_response(&r->list[BEFORE][i], &r->list[AFTER][j]))
                r->done[BEFORE][i] = r->done[AFTER][j] = true;
}

/* A response that comes earlier, or whose violations count for longer, is stricter. */
static bool is_later(const struct blob_action_at *a, const struct blob_action_at *b)
{
    if (!a || !b)
        return !a && b;
    return a->count > b->count || (a->window && (!b->window || a->window < b->window));
}

static void add_response(const struct holders *holders, const struct blob_action_at *before,
                         const struct blob_action_at *after)
{
    char text[WORDING_SIZE];
    struct diff_change change = {
        .kind = DIFF_RESPONSE,
        .way = is_later(after, before) ? DIFF_WIDER : DIFF_NARROWER,
        .what = wording_action(before ? before->action : after->action),
        .before = before ? diff_text(holders->c, wording_threshold(before, text)) : NULL,
        .after = after ? diff_text(holders->c, wording_threshold(after, text)) : NULL,
        .rule_before = before ? before->rule : BLOB_NONE,
        .rule_after = after ? after->rule : BLOB_NONE};
    add(holders, &change);
}

/* The first response left that leads to the action, or NULL. */
static const struct blob_action_at *take(struct responses *r, unsigned int side, uint32_t action)
{
    for (uint32_t i = 0; i < r->count[side]; i++) {
        if (r->done[side][i] || r->list[side][i].action != action)
            continue;
        r->done[side][i] = true;
        return &r->list[side][i];
    }
    return NULL;
}

static void diff_responses(const struct holders *holders)
{
    struct responses r = {0};
    for (unsigned int side = 0; side < SIDES; side++) {
        r.list[side] = holders->c->policy[side]->actions + holders->profile[side]->first_action;
        r.count[side] = holders->profile[side]->actions;
    }
    mark_equal(&r);
    for (uint32_t action = 0; action < BLOB_ACTION_KINDS; action++)
        for (;;) {
            const struct blob_action_at *before = take(&r, BEFORE, action), *after = take(&r, AFTER, action);
            if (!before && !after)
                break;
            add_response(holders, before, after);
        }
}

/* --- The rest of a profile --- */

/* A response that binds for longer can't be taken back by a policy. */
static void diff_binding(const struct holders *holders)
{
    const struct blob_profile *before = holders->profile[BEFORE], *after = holders->profile[AFTER];
    if (!before->actions || !after->actions || before->binds == after->binds)
        return;
    struct diff_change change = {.kind = DIFF_RESPONSE,
                                 .way = after->binds < before->binds ? DIFF_WIDER : DIFF_NARROWER,
                                 .what = "binds",
                                 .before = wording_binding(before->binds),
                                 .after = wording_binding(after->binds),
                                 .rule_before =
                                     holders->c->policy[BEFORE]->actions[before->first_action].rule,
                                 .rule_after = holders->c->policy[AFTER]->actions[after->first_action].rule};
    add(holders, &change);
}

static void diff_guest(const struct holders *holders)
{
    const struct blob_profile *before = holders->profile[BEFORE], *after = holders->profile[AFTER];
    if (before->guest == after->guest)
        return;
    struct diff_change change = {.kind = DIFF_GUEST,
                                 .way = DIFF_OTHER,
                                 .before = wording_guest(before->guest),
                                 .after = wording_guest(after->guest),
                                 .rule_before = before->rule,
                                 .rule_after = after->rule};
    add(holders, &change);
}

static int compare_holders(const void *left, const void *right)
{
    const struct holder *a = left, *b = right;
    int order = memcmp(a->profile, b->profile, sizeof(a->profile));
    return order ? order : a->label < b->label ? -1 : 1;
}

static size_t list_holders(const struct comparison *c, struct holder *list)
{
    size_t count = 0;
    for (uint32_t i = 0; i < c->label_count; i++) {
        uint32_t before = c->labels[i].domain[BEFORE], after = c->labels[i].domain[AFTER];
        if (before == BLOB_NONE || after == BLOB_NONE)
            continue;
        list[count++] = (struct holder){
            .profile = {c->policy[BEFORE]->domains[before].profile, c->policy[AFTER]->domains[after].profile},
            .label = i};
    }
    if (count)
        qsort(list, count, sizeof(*list), compare_holders);
    return count;
}

static void compare_profiles(struct holders *holders)
{
    struct comparison *c = holders->c;
    for (unsigned int side = 0; side < SIDES; side++)
        holders->profile[side] = &c->policy[side]->profiles[holders->list->profile[side]];
    holders->names = (struct diff_names){.list = arena_array(c->arena, holders->count, sizeof(char *)),
                                         .count = holders->count};
    for (size_t i = 0; i < holders->count; i++)
        holders->names.list[i] = c->labels[holders->list[i].label].name;
    diff_rates(holders);
    diff_responses(holders);
    diff_binding(holders);
    diff_guest(holders);
}

void diff_behaviour(struct comparison *c)
{
    struct holder *list = arena_array(c->arena, c->label_count, sizeof(*list));
    size_t count = list_holders(c, list), length;
    for (size_t i = 0; i < count; i += length) {
        for (length = 1; i + length < count; length++)
            if (memcmp(list[i].profile, list[i + length].profile, sizeof(list->profile)) != 0)
                break;
        struct holders holders = {.c = c, .list = &list[i], .count = length};
        compare_profiles(&holders);
    }
}
