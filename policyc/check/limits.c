/* SPDX-License-Identifier: GPL-2.0-only */
/* What a domain may have at most: units and ranges. */
#include <inttypes.h>
#include "policyc/check/relations.h"

#define MIB     (UINT64_C(1) << 20)
#define MAX_CPU (64u * BLOB_CPU_WORDS - 1)

/* What Xen itself can give bounds most of them: a limit above it would only seem to be one. */
static const struct limit {
    enum ast_attribute_kind kind;
    const char *word;
    uint64_t least, most;
} limits[] = {
    {AST_MEMORY, "memory", MIB, UINT64_MAX},
    {AST_VCPUS, "vcpus", 1, 8192},
    {AST_EVENT_CHANNELS, "event_channels", 0, 1u << 17},
    {AST_GRANT_FRAMES, "grant_frames", 0, INT32_MAX},
    {AST_MAPTRACK_FRAMES, "maptrack_frames", 0, INT32_MAX},
    {AST_CPU_WEIGHT, "cpu weight", 1, UINT16_MAX},
    {AST_CPU_CAP, "cpu cap", 1, UINT16_MAX},
};

static uint64_t *field_of(struct blob_limits *to, enum ast_attribute_kind kind)
{
    switch (kind) {
    case AST_MEMORY:
        return &to->memory;
    case AST_VCPUS:
        return &to->vcpus;
    case AST_EVENT_CHANNELS:
        return &to->event_channels;
    case AST_GRANT_FRAMES:
        return &to->grant_frames;
    case AST_MAPTRACK_FRAMES:
        return &to->maptrack_frames;
    case AST_CPU_WEIGHT:
        return &to->cpu_weight;
    default:
        return &to->cpu_cap;
    }
}

/* False after a report. */
static bool check_amount(struct model *model, const struct limit *limit, const struct ast_amount *amount)
{
    if (amount->value >= limit->least && amount->value <= limit->most)
        return true;
    struct diagnostic *d;
    if (limit->kind == AST_MEMORY)
        d = report(findings(model), XP0235, amount->span, "`memory` must be at least 1 MiB");
    else
        d = report(findings(model), XP0235, amount->span, "`%s` must be from %" PRIu64 " to %" PRIu64,
                   limit->word, limit->least, limit->most);
    if (limit->kind == AST_CPU_CAP && !amount->value)
        report_help(findings(model), d, "to Xen 0 is no cap: leave `cap` out if none is meant");
    return false;
}

static void check_affinity(struct model *model, struct blob_limits *to, const struct ast_attribute *affinity)
{
    for (const struct ast_name *name = affinity->values.first; name; name = name->next) {
        uint32_t first;
        uint32_t last;
        if (!parse_range(name->text, MAX_CPU, &first, &last)) {
            struct diagnostic *d = report(findings(model), XP0236, name->span,
                                          "`%s` is neither a processor nor a range of them", name->text);
            report_help(findings(model), d, "write `3` or `0-3`; processors have numbers from 0 to %u",
                        MAX_CPU);
            continue;
        }
        for (uint32_t cpu = first; cpu <= last; cpu++)
            to->affinity[cpu / 64] |= UINT64_C(1) << cpu % 64;
    }
}

/* More than all its processors at full speed is no cap. */
static void check_cap(struct model *model, const struct blob_limits *of, const struct ast_attribute *cap,
                      const struct ast_attribute *vcpus)
{
    if (!cap || !vcpus || of->cpu_cap == BLOB_UNLIMITED || of->vcpus == BLOB_UNLIMITED ||
        of->cpu_cap <= of->vcpus * 100)
        return;
    struct diagnostic *d = report(findings(model), XP0235, cap->amount.span,
                                  "%" PRIu64 " virtual processors can't use more than %" PRIu64 "%%",
                                  of->vcpus, of->vcpus * 100);
    report_note(findings(model), d, vcpus->amount.span, "`vcpus` is limited here");
}

void check_limits(struct model *model, struct domain *domain, const struct ast_attribute *const *said)
{
    struct blob_limits to = {0};
    bool has_limits = said[AST_CPU_AFFINITY];
    for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++) {
        const struct ast_attribute *attribute = said[limits[i].kind];
        uint64_t *field = field_of(&to, limits[i].kind);
        *field = BLOB_UNLIMITED;
        if (!attribute)
            continue;
        has_limits = true;
        if (check_amount(model, &limits[i], &attribute->amount))
            *field = attribute->amount.value / (limits[i].kind == AST_MEMORY ? 1024 : 1);
    }
    if (said[AST_CPU_AFFINITY])
        check_affinity(model, &to, said[AST_CPU_AFFINITY]);
    check_cap(model, &to, said[AST_CPU_CAP], said[AST_VCPUS]);
    if (has_limits)
        domain->limits = arena_grow(&model->compilation->arena, &to, sizeof(to), sizeof(to));
}
