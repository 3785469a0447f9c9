/* SPDX-License-Identifier: GPL-2.0-only */
/* The machine that a policy is for, if it says so: no domain may have more than it has. */
#include <inttypes.h>
#include "policyc/check/relations.h"

static void check_memory(struct model *model, const struct ast_host *host, const struct domain *domain)
{
    const struct ast_attribute *memory = find_attribute(domain, AST_MEMORY);
    if (!host->memory.value || !memory || memory->amount.value <= host->memory.value)
        return;
    struct diagnostic *d = report(findings(model), XP0239, memory->amount.span,
                                  "`%s` may have more memory than the host has", domain->name);
    report_note(findings(model), d, host->memory.span, "the host's memory");
}

static void check_vcpus(struct model *model, const struct ast_host *host, const struct domain *domain)
{
    const struct ast_attribute *vcpus = find_attribute(domain, AST_VCPUS);
    if (!host->cpus.value || !vcpus || vcpus->amount.value <= host->cpus.value)
        return;
    struct diagnostic *d =
        report(findings(model), XP0239, vcpus->amount.span,
               "`%s` may have more virtual processors than the host has processors", domain->name);
    report_note(findings(model), d, host->cpus.span, "the host's processors");
}

static void check_affinity(struct model *model, const struct ast_host *host, const struct domain *domain)
{
    const struct ast_attribute *affinity = find_attribute(domain, AST_CPU_AFFINITY);
    if (!host->cpus.value || !affinity)
        return;
    for (const struct ast_name *name = affinity->values.first; name; name = name->next) {
        uint32_t first;
        uint32_t last;
        if (!parse_range(name->text, UINT32_MAX - 1, &first, &last) || last < host->cpus.value)
            continue;
        struct diagnostic *d = report(findings(model), XP0239, name->span,
                                      "the host has no processor %" PRIu32 ": they count from 0", last);
        report_note(findings(model), d, host->cpus.span, "the host's processors");
    }
}

void check_host(struct model *model)
{
    const struct ast_host *host = model->compilation->ast.hosts;
    if (!host)
        return;
    for (const struct ast_host *other = host->next; other; other = other->next) {
        struct diagnostic *d = report(findings(model), XP0240, other->span, "a second `host`");
        report_note(findings(model), d, host->span, "the first is here");
    }
    for (size_t i = 0; i < model->domain_count; i++) {
        check_memory(model, host, &model->domains[i]);
        check_vcpus(model, host, &model->domains[i]);
        check_affinity(model, host, &model->domains[i]);
    }
}
