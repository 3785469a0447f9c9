/* SPDX-License-Identifier: GPL-2.0-only */
/* Domains: their names, profiles and UUIDs, Domain-0 and the default domain. */
#include <stdlib.h>
#include <string.h>
#include "policyc/check/check.h"

#define CONTROL_DOMAIN "Domain-0"

static struct diagnostics *findings(struct model *model)
{
    return &model->compilation->diagnostics;
}

static int digit_value(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    return -1;
}

/* 8-4-4-4-12 hexadecimal digits, and not all zero. */
static bool parse_uuid(const char *text, uint8_t uuid[16])
{
    size_t digits = 0;
    uint8_t any = 0;
    if (strlen(text) != 36)
        return false;
    for (size_t i = 0; i < 36; i++) {
        int value = digit_value(text[i]);
        if (i == 8 || i == 13 || i == 18 || i == 23) {
            if (text[i] != '-')
                return false;
            continue;
        }
        if (value < 0)
            return false;
        uuid[digits / 2] = (uint8_t)(uuid[digits / 2] << 4 | value);
        any |= (uint8_t)value;
        digits++;
    }
    return any != 0;
}

static void check_uuid(struct model *model, struct domain *domain, const struct ast_name *value)
{
    if (parse_uuid(value->text, domain->uuid)) {
        domain->uuid_source = value;
    } else {
        struct diagnostic *d = report(findings(model), XP0219, value->span, "this is not a UUID");
        report_help(findings(model), d, "a UUID looks like 6f4d0c3e-77a1-4b0e-9f6d-2a54c9b01e7d");
    }
    if (domain->source->is_default) {
        report(findings(model), XP0221, value->span, "the default domain can't have a UUID");
    } else if (strcmp(domain->name, CONTROL_DOMAIN) == 0) {
        report(findings(model), XP0221, value->span, "`" CONTROL_DOMAIN "` can't have a UUID");
    }
}

static void check_attribute(struct model *model, struct names *profiles, struct domain *domain,
                            const struct ast_attribute *attribute)
{
    if (attribute->kind == AST_UUID) {
        check_uuid(model, domain, attribute->value);
        return;
    }
    domain->profile = names_find(profiles, attribute->value->text);
    if (!domain->profile)
        check_report_unknown_profile(model, attribute->value);
}

static void check_attributes(struct model *model, struct names *profiles, struct domain *domain)
{
    static const char *const words[] = {[AST_PROFILE] = "profile", [AST_UUID] = "uuid"};
    const struct ast_attribute *seen[2] = {NULL, NULL};
    const struct ast_attribute *attribute = domain->source->attributes.first;
    for (; attribute; attribute = attribute->next) {
        const struct ast_attribute *first = seen[attribute->kind];
        if (!first) {
            seen[attribute->kind] = attribute;
            check_attribute(model, profiles, domain, attribute);
            continue;
        }
        struct diagnostic *d = report(findings(model), XP0218, attribute->value->span,
                                      "a second `%s` of domain `%s`", words[attribute->kind], domain->name);
        report_note(findings(model), d, first->value->span, "the first is here");
    }
    if (!seen[AST_PROFILE] && !model->compilation->ast.incomplete) {
        struct diagnostic *d = report(findings(model), XP0217, domain->source->name->span,
                                      "domain `%s` has no profile", domain->name);
        report_help(findings(model), d, "write `domain %s { profile … }`", domain->name);
    }
}

static int compare_domains(const void *left, const void *right)
{
    const struct domain *a = left;
    const struct domain *b = right;
    return strcmp(a->name, b->name);
}

/* Domains of one name are left out of the model, but for the first. */
static void collect_domains(struct model *model, struct names *profiles)
{
    struct compilation *c = model->compilation;
    struct names seen = {.arena = &c->arena};
    model->domains = arena_array(&c->arena, c->ast.domain_count, sizeof(*model->domains));
    for (struct ast_domain *source = c->ast.domains; source; source = source->next) {
        const struct ast_domain *first = names_add(&seen, source->name->text, source);
        if (first) {
            struct diagnostic *d = report(findings(model), XP0206, source->name->span, "a second domain `%s`",
                                          source->name->text);
            report_note(findings(model), d, first->name->span, "the first is here");
            continue;
        }
        check_name(model, source->name);
        struct domain *domain = &model->domains[model->domain_count++];
        domain->source = source;
        domain->name = source->name->text;
        domain->declared.effect = BLOB_DECLARED;
        domain->declared.place = source->name->span;
        check_attributes(model, profiles, domain);
    }
    if (model->domain_count)
        qsort(model->domains, model->domain_count, sizeof(*model->domains), compare_domains);
}

static int compare_uuids(const void *left, const void *right)
{
    const struct domain *a = *(const struct domain *const *)left;
    const struct domain *b = *(const struct domain *const *)right;
    int order = memcmp(a->uuid, b->uuid, sizeof(a->uuid));
    if (order)
        return order;
    if (a->uuid_source->span.file != b->uuid_source->span.file)
        return a->uuid_source->span.file < b->uuid_source->span.file ? -1 : 1;
    return a->uuid_source->span.start < b->uuid_source->span.start ? -1 : 1;
}

/* The domains that have a UUID, sorted by it. */
static void collect_uuids(struct model *model)
{
    struct domain **list = arena_array(&model->compilation->arena, model->domain_count, sizeof(*list));
    for (size_t i = 0; i < model->domain_count; i++)
        if (model->domains[i].uuid_source)
            list[model->uuid_count++] = &model->domains[i];
    if (model->uuid_count)
        qsort(list, model->uuid_count, sizeof(*list), compare_uuids);
    model->by_uuid = list;
}

static void check_uuids_differ(struct model *model)
{
    for (size_t i = 1; i < model->uuid_count; i++) {
        const struct domain *first = model->by_uuid[i - 1];
        const struct domain *second = model->by_uuid[i];
        if (memcmp(first->uuid, second->uuid, sizeof(first->uuid)) != 0)
            continue;
        struct diagnostic *d = report(findings(model), XP0220, second->uuid_source->span,
                                      "`%s` has the UUID of `%s`", second->name, first->name);
        report_note(findings(model), d, first->uuid_source->span, "`%s` has it here", first->name);
    }
}

static void check_default(struct model *model)
{
    const struct ast_domain *first = NULL;
    for (const struct ast_domain *source = model->compilation->ast.domains; source; source = source->next) {
        if (!source->is_default)
            continue;
        if (first) {
            struct diagnostic *d =
                report(findings(model), XP0207, source->keyword, "a second default domain");
            report_note(findings(model), d, first->keyword, "the first is here");
        }
        first = first ? first : source;
        if (strcmp(source->name->text, CONTROL_DOMAIN) == 0)
            report(findings(model), XP0222, source->name->span,
                   "`" CONTROL_DOMAIN "` can't be what virtual machines without a label become");
    }
}

static void find_special_domains(struct model *model)
{
    for (size_t i = 0; i < model->domain_count; i++) {
        struct domain *domain = &model->domains[i];
        if (strcmp(domain->name, CONTROL_DOMAIN) == 0)
            model->control = domain;
        if (domain->source->is_default)
            model->default_domain = domain;
    }
    if (model->control || !model->policy || model->compilation->ast.incomplete)
        return;
    struct diagnostic *d = report(findings(model), XP0208, model->policy->span,
                                  "this policy has no domain `" CONTROL_DOMAIN "`, so it can't be booted");
    report_help(findings(model), d, "add `domain " CONTROL_DOMAIN " { profile … }`");
}

static void check_count(struct model *model)
{
    if (model->domain_count <= BLOB_MAX_DOMAINS || !model->policy)
        return;
    report(findings(model), XP0401, model->policy->span,
           "this policy has %zu domains; at most %u are allowed", model->domain_count, BLOB_MAX_DOMAINS);
}

void check_domains(struct model *model, struct names *profiles)
{
    collect_domains(model, profiles);
    check_count(model);
    check_default(model);
    find_special_domains(model);
    collect_uuids(model);
    check_uuids_differ(model);
}
