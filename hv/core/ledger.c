/* SPDX-License-Identifier: GPL-2.0-only */
/* Violations of a domain, and what they lead to. */
#include "msm.h"

/* Moves the window on to `part`, forgetting the counts of parts that are too long ago. */
static void move_to(struct msm_window *window, uint64_t part)
{
    uint64_t steps = part - window->last;

    if (steps > MSM_SLOTS)
        steps = MSM_SLOTS;
    for (uint64_t i = 0; i < steps; i++)
        window->counts[(part - i) % MSM_SLOTS] = 0;
    window->last = part;
}

/* Counts a violation at `now` in a window of `length` ns. Returns how many are in it. */
static uint64_t count_in(struct msm_window *window, uint64_t length, uint64_t now)
{
    uint64_t part = now / ((length + MSM_PARTS - 1) / MSM_PARTS), total = 0;
    uint32_t *count;

    if (part > window->last)
        move_to(window, part);
    count = &window->counts[window->last % MSM_SLOTS];
    *count += *count != UINT32_MAX;
    for (unsigned int i = 0; i < MSM_SLOTS; i++)
        total += window->counts[i];
    return total;
}

/* Actions are sorted: the last one that is reached is the gravest. */
unsigned int msm_count(const struct blob_action_at *actions, uint32_t count, struct msm_ledger *ledger,
                       uint64_t now, uint32_t *rule)
{
    unsigned int reached = 0;

    *rule = BLOB_NONE;
    ledger->violations++;
    for (uint32_t i = 0; i < count; i++) {
        uint64_t violations = ledger->violations;

        if (actions[i].window)
            violations = count_in(&ledger->windows[i], actions[i].window, now);
        if (violations < actions[i].count)
            continue;
        reached |= 1u << actions[i].action;
        *rule = actions[i].rule;
    }
    return reached;
}
