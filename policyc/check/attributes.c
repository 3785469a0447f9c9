/* SPDX-License-Identifier: GPL-2.0-only */
/* What a domain's block says: each thing once, and only what belongs there. */
#include <string.h>
#include "lang/suggest.h"
#include "policyc/check/relations.h"

static const char *const words[AST_ATTRIBUTES] = {
    [AST_PROFILE] = "profile",
    [AST_UUID] = "uuid",
    [AST_TAG] = "tag",
    [AST_MEMBER_OF] = "group",
    [AST_TRUSTED] = "trusted",
    [AST_MEMORY] = "memory",
    [AST_VCPUS] = "vcpus",
    [AST_EVENT_CHANNELS] = "event_channels",
    [AST_GRANT_FRAMES] = "grant_frames",
    [AST_MAPTRACK_FRAMES] = "maptrack_frames",
    [AST_CPU_WEIGHT] = "cpu weight",
    [AST_CPU_CAP] = "cpu cap",
    [AST_CPU_AFFINITY] = "cpu affinity",
    [AST_PCI] = "pci",
    [AST_SERVES] = "serves",
    [AST_RESTART] = "restart",
    [AST_DELEGATE] = "delegate",
};

const struct ast_attribute *find_attribute(const struct domain *domain, enum ast_attribute_kind kind)
{
    const struct ast_attribute *attribute = domain->source->attributes.first;
    while (attribute && attribute->kind != kind)
        attribute = attribute->next;
    return attribute;
}

/* Where an attribute stands: of those with one name it is the name that matters. */
static struct span place_of(const struct ast_attribute *attribute)
{
    switch (attribute->kind) {
    case AST_PROFILE:
    case AST_UUID:
    case AST_TAG:
    case AST_MEMBER_OF:
        return attribute->value->span;
    default:
        return attribute->span;
    }
}

static void report_second(struct model *model, const struct domain *domain,
                          const struct ast_attribute *attribute, const struct ast_attribute *first)
{
    struct diagnostic *d = report(findings(model), XP0218, place_of(attribute),
                                  "a second `%s` of domain `%s`", words[attribute->kind], domain->name);
    report_note(findings(model), d, place_of(first), "the first is here");
}

/* One report is enough: what makes it a service is the same for all. */
static void check_is_service(struct model *model, const struct domain *domain,
                             const struct ast_attribute *const *said)
{
    static const enum ast_attribute_kind kinds[] = {AST_PCI, AST_SERVES, AST_RESTART, AST_DELEGATE};
    const struct ast_attribute *attribute = NULL;
    for (size_t i = 0; !attribute && i < sizeof(kinds) / sizeof(*kinds); i++)
        attribute = said[kinds[i]];
    if (domain->service || !attribute)
        return;
    struct diagnostic *d = report(findings(model), XP0234, place_of(attribute),
                                  "only a service can have `%s`, and `%s` is a domain like others",
                                  words[attribute->kind], domain->name);
    if (domain->source->kind != AST_DOMAIN || domain->fleet)
        return;
    report_help(findings(model), d, "make it a service: `service %s { … }`", domain->name);
    report_fix(findings(model), d, domain->source->keyword, "service");
}

static void report_undeclared(struct model *model, const struct ast_name *name, const char *word,
                              const struct suggestion *suggestion)
{
    if (lost_may_have(&model->compilation->ast.lost, name->text))
        return;
    struct diagnostic *d =
        report(findings(model), XP0231, name->span, "no %s `%s` is declared", word, name->text);
    const struct who *who = names_find(&model->who, name->text);
    if (suggestion->best)
        report_help(findings(model), d, "did you mean `%s`?", suggestion->best);
    else if (who)
        report_help(findings(model), d, "`%s` is a %s", name->text,
                    who->kind == WHO_SET   ? "set"
                    : who->kind == WHO_TAG ? "tag"
                                           : "domain");
    else
        report_help(findings(model), d, "declare it: `%s %s`", word, name->text);
}

/* The name if it is declared among these. */
static const struct ast_name *find_declared(struct model *model, const struct ast_names_statement *declared,
                                            const struct ast_name *name, bool is_known, const char *word)
{
    struct suggestion suggestion = {.word = name->text};
    if (is_known)
        return name;
    for (; declared && may_guess(model); declared = declared->next)
        for (const struct ast_name *other = declared->names.first; other; other = other->next)
            suggest(&suggestion, other->text);
    report_undeclared(model, name, word, &suggestion);
    return NULL;
}

static void check_tag(struct model *model, struct domain *domain, const struct ast_name *name)
{
    const struct who *who = names_find(&model->who, name->text);
    domain->tag =
        find_declared(model, model->compilation->ast.tags, name, who && who->kind == WHO_TAG, "tag");
}

static void check_group(struct model *model, struct domain *domain, const struct ast_name *name)
{
    domain->group = find_declared(model, model->compilation->ast.groups, name,
                                  names_find(&model->groups, name->text) != NULL, "group");
}

static void check_profile(struct model *model, struct names *profiles, struct domain *domain,
                          const struct ast_name *name)
{
    domain->profile = names_find(profiles, name->text);
    if (!domain->profile)
        check_report_unknown_profile(model, name);
}

static void check_attribute(struct model *model, struct names *profiles, struct domain *domain,
                            const struct ast_attribute *attribute)
{
    if (attribute->kind == AST_PROFILE)
        check_profile(model, profiles, domain, attribute->value);
    else if (attribute->kind == AST_UUID)
        check_uuid(model, domain, attribute->value);
    else if (attribute->kind == AST_TAG)
        check_tag(model, domain, attribute->value);
    else if (attribute->kind == AST_MEMBER_OF)
        check_group(model, domain, attribute->value);
    else if (attribute->kind == AST_TRUSTED)
        domain->trusted = true;
}

/* A profile of its own is as good as one that is named. */
static void check_has_profile(struct model *model, const struct domain *domain,
                              const struct ast_attribute *const *said)
{
    if (said[AST_PROFILE] || said[AST_RULE] || domain->source->is_damaged)
        return;
    struct diagnostic *d = report(findings(model), XP0217, domain->source->name->span,
                                  "domain `%s` has no profile", domain->name);
    report_help(findings(model), d, "write `domain %s { profile … }`", domain->name);
}

void check_attributes(struct model *model, struct names *profiles, struct domain *domain)
{
    const struct ast_attribute *said[AST_ATTRIBUTES] = {NULL};
    const struct ast_attribute *attribute = domain->source->attributes.first;
    for (; attribute; attribute = attribute->next) {
        if (said[attribute->kind] && attribute->kind != AST_RULE) {
            report_second(model, domain, attribute, said[attribute->kind]);
            continue;
        }
        said[attribute->kind] = attribute;
        check_attribute(model, profiles, domain, attribute);
    }
    check_has_profile(model, domain, said);
    check_is_service(model, domain, said);
    check_limits(model, domain, said);
}
