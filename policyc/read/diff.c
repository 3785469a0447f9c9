/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of a comparison, and what they share. */
#include "policyc/read/diff.h"

#include <string.h>
#include "policyc/read/diff_parts.h"
#include "policyc/read/view.h"

const char *diff_text(struct comparison *c, const char *text)
{
    const char *known = names_find(&c->texts, text);
    if (known)
        return known;
    char *copy = arena_text(c->arena, text, strlen(text));
    names_add(&c->texts, copy, copy);
    return copy;
}

void diff_add(struct comparison *c, const struct diff_change *change)
{
    if (c->count == c->room) {
        size_t room = c->room ? c->room * 2 : 64;
        c->changes = arena_grow(c->arena, c->changes, c->room * sizeof(*change), room * sizeof(*change));
        c->room = room;
    }
    c->changes[c->count++] = *change;
}

bool diff_has(const uint32_t *list, size_t count, uint32_t domain)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (list[middle] == domain)
            return true;
        if (list[middle] < domain)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

bool diff_waives_pair(const struct diff_waived *waived, uint32_t from, uint32_t to)
{
    bool forth =
        diff_has(waived->who, waived->who_count, from) && diff_has(waived->others, waived->other_count, to);
    bool back = waived->both && diff_has(waived->who, waived->who_count, to) &&
                diff_has(waived->others, waived->other_count, from);
    return forth || back;
}

const struct diff_waived *diff_waived_limits(struct comparison *c, uint32_t domain)
{
    for (size_t i = 0; i < c->waived_count; i++) {
        struct diff_waived *waived = &c->waived[i];
        if (waived->kind != DIFF_WAIVE_LIMITS || !diff_has(waived->who, waived->who_count, domain))
            continue;
        waived->used = true;
        return waived;
    }
    return NULL;
}

const char *diff_kind_name(enum diff_kind kind)
{
    static const char *const names[] = {
        [DIFF_POLICY] = "policy",     [DIFF_DEFAULT] = "default",
        [DIFF_DOMAIN] = "domain",     [DIFF_PERMISSION] = "permission",
        [DIFF_QUIET] = "quiet",       [DIFF_RATE] = "rate",
        [DIFF_RESPONSE] = "response", [DIFF_GUEST] = "guest",
        [DIFF_LIMIT] = "limit",       [DIFF_CONNECTION] = "connection",
        [DIFF_NETWORK] = "network",   [DIFF_CONFLICT] = "conflict",
        [DIFF_SERVICE] = "service",   [DIFF_DEVICE] = "device",
        [DIFF_TAG] = "tag",           [DIFF_UUID] = "uuid",
    };
    _Static_assert(sizeof(names) / sizeof(names[0]) == DIFF_KINDS, "a name for every kind");
    return names[kind];
}

static void diff_whole(struct comparison *c)
{
    uint32_t before = c->policy[BEFORE]->policy->flags, after = c->policy[AFTER]->policy->flags;
    if (!((before ^ after) & BLOB_SEALED))
        return;
    struct diff_change change = {.kind = DIFF_POLICY,
                                 .way = DIFF_OTHER,
                                 .before = before & BLOB_SEALED ? diff_text(c, "sealed") : NULL,
                                 .after = after & BLOB_SEALED ? diff_text(c, "sealed") : NULL,
                                 .rule_before = BLOB_NONE,
                                 .rule_after = BLOB_NONE};
    diff_add(c, &change);
}

static struct diff finish(const struct comparison *c)
{
    struct diff diff = {
        .before = c->policy[BEFORE], .after = c->policy[AFTER], .changes = c->changes, .count = c->count};
    for (size_t i = 0; i < c->count; i++) {
        diff.wider += c->changes[i].way == DIFF_WIDER;
        diff.waived += c->changes[i].way == DIFF_WIDER && c->changes[i].waived;
        diff.narrower += c->changes[i].way == DIFF_NARROWER;
    }
    return diff;
}

struct diff diff_policies(struct arena *arena, const struct msm_policy *before,
                          const struct msm_policy *after, struct diff_waived *waived, size_t waived_count)
{
    struct comparison c = {.arena = arena,
                           .policy = {before, after},
                           .waived = waived,
                           .waived_count = waived_count,
                           .texts = {.arena = arena}};
    diff_make_labels(&c);
    diff_whole(&c);
    diff_domains(&c);
    diff_permissions(&c);
    diff_behaviour(&c);
    diff_connections(&c);
    diff_networks(&c);
    diff_conflicts(&c);
    diff_services(&c);
    diff_group(&c);
    return finish(&c);
}
