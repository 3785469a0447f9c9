/* SPDX-License-Identifier: GPL-2.0-only */
/* Tags and groups: who may be bound to whom, and whom one service may serve together. */
#include <string.h>
#include "policyc/check/relations.h"

bool report_tags(struct model *model, const struct ends *ends, uint32_t a, uint32_t b)
{
    const struct domain *left = &model->domains[a];
    const struct domain *right = &model->domains[b];
    if (!left->tag || !right->tag || left->trusted || right->trusted ||
        strcmp(left->tag->text, right->tag->text) == 0)
        return false;
    if (ends_are_swapped(ends, a)) {
        left = &model->domains[b];
        right = &model->domains[a];
    }
    struct diagnostic *d = report(findings(model), XP0244, ends->left->span,
                                  "`%s` has tag `%s` and `%s` has tag `%s`, and neither is trusted",
                                  left->name, left->tag->text, right->name, right->tag->text);
    report_beside(d, ends->right->span);
    report_note(findings(model), d, right->tag->span, "`%s` gets its tag here", right->name);
    report_help(findings(model), d, "connect both to a domain that is `trusted` to keep them apart");
    return true;
}

static void report_groups(struct model *model, const struct domain *service, const struct ast_name *where,
                          const char *way, const struct domain *first, const struct domain *second)
{
    struct diagnostic *d = report(findings(model), XP0245, where->span,
                                  "`%s` serves `%s` of group `%s` and %s`%s` of group `%s`", service->name,
                                  first->name, first->group->text, way, second->name, second->group->text);
    report_note(findings(model), d, second->group->span, "`%s` gets its group here", second->name);
    report_help(findings(model), d, "give each group a service of its own");
}

void check_groups(struct model *model, const struct domain *service, const struct ast_names *clients)
{
    const struct domain *first = NULL;
    for (const struct ast_name *name = clients->first; name; name = name->next) {
        struct members members;
        check_who_is(model, name, &members);
        for (size_t i = 0; i < members.count; i++) {
            const struct domain *client = &model->domains[members.list[i]];
            if (!client->group)
                continue;
            first = first ? first : client;
            if (strcmp(first->group->text, client->group->text) == 0)
                continue;
            report_groups(model, service, name, "", first, client);
            return;
        }
    }
}

/* By a `connect`, as what is served is compared above. */
static bool report_stranger(struct model *model, const struct ends *ends, const struct rule *rule,
                            const struct domain *service, const struct domain *other)
{
    if (!service->service || rule == &service->service->serves || !other->group)
        return false;
    for (size_t i = 0; i < service->service->clients.count; i++) {
        const struct domain *client = &model->domains[service->service->clients.list[i]];
        if (!client->group || strcmp(client->group->text, other->group->text) == 0)
            continue;
        report_groups(model, service, ends->left, "is connected with ", client, other);
        return true;
    }
    return false;
}

bool report_strangers(struct model *model, const struct ends *ends, const struct rule *rule, uint32_t a,
                      uint32_t b)
{
    const struct domain *left = &model->domains[a], *right = &model->domains[b];
    return report_stranger(model, ends, rule, left, right) || report_stranger(model, ends, rule, right, left);
}
