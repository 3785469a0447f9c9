/* SPDX-License-Identifier: GPL-2.0-only */
/* Service domains: whom they serve, to whom they hand on what they may do, and when they restart. */
#include <string.h>
#include "policyc/check/relations.h"

#define SECOND UINT64_C(1000000000)

static bool has_member(const struct members *members, uint32_t domain)
{
    for (size_t i = 0; i < members->count; i++)
        if (members->list[i] == domain)
            return true;
    return false;
}

/* The name in the list that stands for the service itself is reported. */
static void report_itself(struct model *model, const struct domain *domain, const struct ast_names *names,
                          const char *what)
{
    for (const struct ast_name *name = names->first; name; name = name->next) {
        struct members members;
        check_who_is(model, name, &members);
        if (!has_member(&members, (uint32_t)(domain - model->domains)))
            continue;
        report(findings(model), XP0282, name->span, "`%s` can't %s itself", domain->name, what);
        return;
    }
}

/* False after a report: then there are no members. */
static bool check_others(struct model *model, const struct domain *domain, const struct ast_names *names,
                         const char *what, struct members *members)
{
    bool is_known = check_who(model, names, members);
    if (is_known && !has_member(members, (uint32_t)(domain - model->domains)))
        return true;
    if (is_known)
        report_itself(model, domain, names, what);
    *members = (struct members){0};
    return false;
}

static void check_restart(struct model *model, const struct domain *domain,
                          const struct ast_attribute *restart)
{
    const struct ast_amount *every = &restart->amount;
    if (domain == model->control)
        report(findings(model), XP0283, restart->span, "`" CONTROL_DOMAIN "` can't be restarted");
    else if (every->value < SECOND)
        report(findings(model), XP0283, every->span, "a service restarts once a second at most");
    domain->service->restart = every->value;
}

static void check_service(struct model *model, struct domain *domain)
{
    const struct ast_attribute *serves = find_attribute(domain, AST_SERVES);
    const struct ast_attribute *delegate = find_attribute(domain, AST_DELEGATE);
    const struct ast_attribute *restart = find_attribute(domain, AST_RESTART);
    domain->service->serves.effect = BLOB_CONNECT;
    if (serves) {
        domain->service->serves.place = serves->span;
        if (check_others(model, domain, &serves->values, "serve", &domain->service->clients))
            check_groups(model, domain, &serves->values);
    }
    if (delegate)
        check_others(model, domain, &delegate->values, "delegate to", &domain->service->delegates);
    if (restart)
        check_restart(model, domain, restart);
}

void check_services(struct model *model)
{
    for (size_t i = 0; i < model->domain_count; i++)
        if (model->domains[i].service)
            check_service(model, &model->domains[i]);
}
