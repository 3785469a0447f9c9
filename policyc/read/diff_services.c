/* SPDX-License-Identifier: GPL-2.0-only */
/* Services: whom they serve, to whom they may hand on what they may do, when they restart; and devices. */
#include <string.h>
#include "policyc/read/diff_parts.h"
#include "policyc/read/view.h"
#include "policyc/read/wording.h"

/* A label that the second policy knows, and its services in both. */
struct services {
    struct comparison *c;
    const struct label *label;
    const struct blob_service *of[SIDES]; /* or NULL */
    uint64_t *sets[SIDES];                /* of labels */
    uint64_t *others;
};

static struct diff_change begin(const struct services *s, const char *what, enum diff_way way)
{
    return (struct diff_change){.kind = DIFF_SERVICE,
                                .way = way,
                                .subjects = diff_name(s->c, s->label->name),
                                .what = what,
                                .rule_before = s->of[BEFORE] ? s->of[BEFORE]->rule : BLOB_NONE,
                                .rule_after = s->of[AFTER] ? s->of[AFTER]->rule : BLOB_NONE};
}

/* Those that are in the one set but not in the other, and that the second policy knows. */
static bool find_others(const struct services *s, unsigned int more, unsigned int less)
{
    uint64_t any = 0;
    for (uint32_t i = 0; i < diff_words(s->c); i++)
        any |= s->others[i] = s->sets[more][i] & ~s->sets[less][i];
    for (uint32_t i = 0; any && i < s->c->label_count; i++)
        if (s->c->labels[i].domain[AFTER] == BLOB_NONE)
            s->others[i / 64] &= ~(UINT64_C(1) << i % 64);
    any = 0;
    for (uint32_t i = 0; i < diff_words(s->c); i++)
        any |= s->others[i];
    return any != 0;
}

static void add_members(const struct services *s, unsigned int side, uint32_t first, uint32_t count)
{
    const struct labels_of *of = &s->c->of[side];
    memset(s->sets[side], 0, diff_words(s->c) * sizeof(uint64_t));
    for (uint32_t i = 0; i < count; i++) {
        uint32_t domain = s->c->policy[side]->members[first + i];
        for (uint32_t j = of->first[domain]; j < of->first[domain + 1]; j++)
            s->sets[side][of->list[j] / 64] |= UINT64_C(1) << of->list[j] % 64;
    }
}

/* Compares the sets that were just filled. */
static void diff_sets(const struct services *s, const char *what, enum diff_way gained, enum diff_way lost)
{
    struct diff_change change = begin(s, what, gained);
    change.relation = DIFF_TO;
    change.after = what;
    if (find_others(s, AFTER, BEFORE)) {
        change.objects = diff_names_in(s->c, s->others);
        if (gained == DIFF_WIDER)
            change.waived = diff_waived_limits(s->c, s->label->domain[AFTER]);
        diff_add(s->c, &change);
    }
    change.way = lost;
    change.before = what;
    change.after = NULL;
    change.waived = NULL;
    if (find_others(s, BEFORE, AFTER)) {
        change.objects = diff_names_in(s->c, s->others);
        diff_add(s->c, &change);
    }
}

static const char *restart_text(const struct services *s, unsigned int side)
{
    char text[WORDING_SIZE];
    if (!s->of[side] || !s->of[side]->restart)
        return NULL;
    return diff_text(s->c, wording_time(s->of[side]->restart, text));
}

static void diff_service(const struct services *s)
{
    const struct blob_service *before = s->of[BEFORE], *after = s->of[AFTER];
    struct diff_change change = begin(s, "service", DIFF_OTHER);
    change.before = before ? "service" : NULL;
    change.after = after ? "service" : NULL;
    if (!before != !after)
        diff_add(s->c, &change);
    add_members(s, BEFORE, before ? before->first_client : 0, before ? before->clients : 0);
    add_members(s, AFTER, after ? after->first_client : 0, after ? after->clients : 0);
    diff_sets(s, "serves", DIFF_OTHER, DIFF_OTHER);
    add_members(s, BEFORE, before ? before->first_delegate : 0, before ? before->delegates : 0);
    add_members(s, AFTER, after ? after->first_delegate : 0, after ? after->delegates : 0);
    diff_sets(s, "delegates to", DIFF_WIDER, DIFF_NARROWER);
    change = begin(s, "restart", DIFF_OTHER);
    change.before = restart_text(s, BEFORE);
    change.after = restart_text(s, AFTER);
    if (change.before != change.after)
        diff_add(s->c, &change);
}

/* --- Devices --- */

static void add_device(struct comparison *c, const struct blob_device *device, unsigned int side)
{
    char text[VIEW_DEVICE_SIZE];
    struct diff_change change = {.kind = DIFF_DEVICE,
                                 .way = side == AFTER ? DIFF_WIDER : DIFF_NARROWER,
                                 .subjects = diff_name(c, msm_label(c->policy[side], device->domain)),
                                 .what = diff_text(c, view_device_text(device->device, text)),
                                 .rule_before = side == BEFORE ? device->rule : BLOB_NONE,
                                 .rule_after = side == AFTER ? device->rule : BLOB_NONE};
    if (side == AFTER)
        change.waived = diff_waived_limits(c, device->domain);
    diff_add(c, &change);
}

/* Both policies' are sorted. */
static void diff_devices(struct comparison *c)
{
    const struct blob_device *a = c->policy[BEFORE]->devices, *b = c->policy[AFTER]->devices;
    const struct blob_device *end_a = a + view_count(c->policy[BEFORE], BLOB_DEVICES);
    const struct blob_device *end_b = b + view_count(c->policy[AFTER], BLOB_DEVICES);
    while (a < end_a || b < end_b) {
        int order = a == end_a               ? 1
                    : b == end_b             ? -1
                    : a->device != b->device ? a->device < b->device ? -1 : 1
                                             : 0;
        bool stays = order == 0 && strcmp(msm_label(c->policy[BEFORE], a->domain),
                                          msm_label(c->policy[AFTER], b->domain)) == 0;
        if (order <= 0 && !stays)
            add_device(c, a, BEFORE);
        if (order >= 0 && !stays)
            add_device(c, b, AFTER);
        a += order <= 0;
        b += order >= 0;
    }
}

void diff_services(struct comparison *c)
{
    struct services s = {.c = c, .others = arena_array(c->arena, diff_words(c), sizeof(uint64_t))};
    for (unsigned int side = 0; side < SIDES; side++)
        s.sets[side] = arena_array(c->arena, diff_words(c), sizeof(uint64_t));
    for (size_t i = 0; i < c->label_count; i++) {
        s.label = &c->labels[i];
        if (s.label->domain[AFTER] == BLOB_NONE)
            continue;
        for (unsigned int side = 0; side < SIDES; side++)
            s.of[side] = s.label->domain[side] == BLOB_NONE
                             ? NULL
                             : msm_service(c->policy[side], s.label->domain[side]);
        if (s.of[BEFORE] || s.of[AFTER])
            diff_service(&s);
    }
    diff_devices(c);
}
