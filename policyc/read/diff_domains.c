/* SPDX-License-Identifier: GPL-2.0-only */
/* Which labels a virtual machine can have, what it may have, how it is tagged, and which UUIDs mean which. */
#include <stdio.h>
#include <string.h>
#include "policyc/read/diff_parts.h"
#include "policyc/read/view.h"
#include "policyc/read/wording.h"

/* A change about one label, with its declarations for places. */
static struct diff_change begin(struct comparison *c, const struct label *label, enum diff_kind kind,
                                enum diff_way way)
{
    struct diff_change change = {.kind = kind, .way = way, .subjects = diff_name(c, label->name)};
    uint32_t before = label->domain[BEFORE], after = label->domain[AFTER];
    change.rule_before = before == BLOB_NONE ? BLOB_NONE : c->policy[BEFORE]->domains[before].rule;
    change.rule_after = after == BLOB_NONE ? BLOB_NONE : c->policy[AFTER]->domains[after].rule;
    return change;
}

/* What virtual machines without a label are. */
static bool is_default(const struct label *label)
{
    return label->name[0] == '(';
}

/* How a policy comes by the label: NULL if it doesn't. */
static const char *origin(struct comparison *c, const struct label *label, unsigned int side)
{
    uint32_t domain = label->domain[side];
    if (domain == BLOB_NONE)
        return NULL;
    const char *name = msm_label(c->policy[side], domain);
    if (is_default(label))
        return diff_text(c, name);
    return diff_text(c, strcmp(name, label->name) == 0 ? "named" : arena_print(c->arena, "one of %s", name));
}

static void diff_existence(struct comparison *c, const struct label *label)
{
    uint32_t after = label->domain[AFTER];
    bool was = label->domain[BEFORE] != BLOB_NONE, is = after != BLOB_NONE;
    struct diff_change change = begin(c, label, is_default(label) ? DIFF_DEFAULT : DIFF_DOMAIN,
                                      was == is ? DIFF_OTHER
                                      : is      ? DIFF_WIDER
                                                : DIFF_NARROWER);
    change.before = origin(c, label, BEFORE);
    change.after = origin(c, label, AFTER);
    if (change.before == change.after)
        return;
    if (change.way == DIFF_WIDER)
        change.waived = diff_waived_limits(c, after);
    diff_add(c, &change);
}

/* --- Limits --- */

static const struct blob_limits no_limits = {.memory = BLOB_UNLIMITED,
                                             .vcpus = BLOB_UNLIMITED,
                                             .event_channels = BLOB_UNLIMITED,
                                             .grant_frames = BLOB_UNLIMITED,
                                             .maptrack_frames = BLOB_UNLIMITED,
                                             .cpu_weight = BLOB_UNLIMITED,
                                             .cpu_cap = BLOB_UNLIMITED};

/* Whether `a` has a processor that `b` doesn't; without an affinity a domain has them all. */
static bool has_more_processors(const struct blob_limits *a, const struct blob_limits *b)
{
    if (!wording_has_limit(b, LIMIT_CPU_AFFINITY))
        return false;
    bool more = !wording_has_limit(a, LIMIT_CPU_AFFINITY);
    for (unsigned int i = 0; i < BLOB_CPU_WORDS; i++)
        more |= (a->affinity[i] & ~b->affinity[i]) != 0;
    return more;
}

static bool allows_more(const struct blob_limits *a, const struct blob_limits *b, enum wording_limit limit)
{
    if (limit == LIMIT_CPU_AFFINITY)
        return has_more_processors(a, b);
    return wording_limit_value(a, limit) > wording_limit_value(b, limit);
}

static const char *limit_text(struct comparison *c, const struct blob_limits *limits,
                              enum wording_limit limit)
{
    char text[WORDING_SIZE];
    return wording_has_limit(limits, limit) ? diff_text(c, wording_limit_amount(limits, limit, text)) : NULL;
}

static void diff_limits(struct comparison *c, const struct label *label)
{
    const struct blob_limits *limits[SIDES];
    for (unsigned int side = 0; side < SIDES; side++) {
        limits[side] = msm_limits(c->policy[side], label->domain[side]);
        limits[side] = limits[side] ? limits[side] : &no_limits;
    }
    for (enum wording_limit limit = 0; limit < LIMITS; limit++) {
        bool wider = allows_more(limits[AFTER], limits[BEFORE], limit);
        if (!wider && !allows_more(limits[BEFORE], limits[AFTER], limit))
            continue;
        struct diff_change change = begin(c, label, DIFF_LIMIT, wider ? DIFF_WIDER : DIFF_NARROWER);
        change.what = wording_limit_name(limit);
        change.before = limit_text(c, limits[BEFORE], limit);
        change.after = limit_text(c, limits[AFTER], limit);
        if (wider)
            change.waived = diff_waived_limits(c, label->domain[AFTER]);
        diff_add(c, &change);
    }
}

/* --- Tags --- */

static void diff_word(struct comparison *c, const struct label *label, const char *what, const char *before,
                      const char *after)
{
    if (before == after || (before && after && strcmp(before, after) == 0))
        return;
    struct diff_change change = begin(c, label, DIFF_TAG, DIFF_OTHER);
    change.what = what;
    change.before = before ? diff_text(c, before) : NULL;
    change.after = after ? diff_text(c, after) : NULL;
    diff_add(c, &change);
}

static const char *text_or_null(const struct msm_policy *policy, uint32_t offset)
{
    return offset ? view_text(policy, offset) : NULL;
}

static void diff_tags(struct comparison *c, const struct label *label)
{
    const struct msm_policy *one = c->policy[BEFORE], *other = c->policy[AFTER];
    const struct blob_domain *before = &one->domains[label->domain[BEFORE]];
    const struct blob_domain *after = &other->domains[label->domain[AFTER]];
    diff_word(c, label, "tag", text_or_null(one, before->tag), text_or_null(other, after->tag));
    diff_word(c, label, "group", text_or_null(one, before->group), text_or_null(other, after->group));
    diff_word(c, label, "trusted", before->flags & BLOB_TRUSTED ? "yes" : NULL,
              after->flags & BLOB_TRUSTED ? "yes" : NULL);
}

/* --- UUIDs --- */

static void diff_uuid(struct comparison *c, const struct blob_uuid *before, const struct blob_uuid *after)
{
    const char *was = before ? msm_label(c->policy[BEFORE], before->domain) : NULL;
    const char *is = after ? msm_label(c->policy[AFTER], after->domain) : NULL;
    if (was && is && strcmp(was, is) == 0)
        return;
    char text[VIEW_UUID_SIZE];
    struct diff_change change = {
        .kind = DIFF_UUID,
        .way = DIFF_OTHER,
        .what = diff_text(c, view_uuid_text(before ? before->uuid : after->uuid, text)),
        .before = was ? diff_text(c, was) : NULL,
        .after = is ? diff_text(c, is) : NULL,
        .rule_before = before ? c->policy[BEFORE]->domains[before->domain].rule : BLOB_NONE,
        .rule_after = after ? c->policy[AFTER]->domains[after->domain].rule : BLOB_NONE};
    diff_add(c, &change);
}

/* Both policies' are sorted. */
static void diff_uuids(struct comparison *c)
{
    const struct blob_uuid *a = c->policy[BEFORE]->uuids, *b = c->policy[AFTER]->uuids;
    const struct blob_uuid *end_a = a + view_count(c->policy[BEFORE], BLOB_UUIDS);
    const struct blob_uuid *end_b = b + view_count(c->policy[AFTER], BLOB_UUIDS);
    while (a < end_a || b < end_b) {
        int order = a == end_a ? 1 : b == end_b ? -1 : memcmp(a->uuid, b->uuid, sizeof(a->uuid));
        diff_uuid(c, order <= 0 ? a : NULL, order >= 0 ? b : NULL);
        a += order <= 0;
        b += order >= 0;
    }
}

void diff_domains(struct comparison *c)
{
    for (size_t i = 0; i < c->label_count; i++) {
        const struct label *label = &c->labels[i];
        diff_existence(c, label);
        if (label->domain[BEFORE] == BLOB_NONE || label->domain[AFTER] == BLOB_NONE)
            continue;
        diff_limits(c, label);
        diff_tags(c, label);
    }
    diff_uuids(c);
}
