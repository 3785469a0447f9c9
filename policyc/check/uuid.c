/* SPDX-License-Identifier: GPL-2.0-only */
/* UUIDs, by which a host recognises domains. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include "policyc/check/relations.h"

/* A letter that is no digit is pointed out: it is hard to see among so many. */
static void report_no_uuid(struct model *model, const struct ast_name *value)
{
    const char *text = value->text;
    size_t length = strlen(text);
    size_t wrong = 0;
    while (wrong < length && (hex_value(text[wrong]) >= 0 || text[wrong] == '-'))
        wrong++;
    struct diagnostic *d = report(findings(model), XP0219, value->span, "this is not a UUID");
    if (wrong < length && isprint((unsigned char)text[wrong]))
        report_help(findings(model), d, "`%c` is no hexadecimal digit: these are 0 to 9 and a to f",
                    text[wrong]);
    else if (length && length != UUID_LENGTH && strchr(text, '-'))
        report_help(findings(model), d, "it has %zu characters with its dashes, and a UUID has %u", length,
                    UUID_LENGTH);
    else
        report_help(findings(model), d, "a UUID looks like 6f4d0c3e-77a1-4b0e-9f6d-2a54c9b01e7d");
}

void check_uuid(struct model *model, struct domain *domain, const struct ast_name *value)
{
    if (parse_uuid(value->text, domain->uuid))
        domain->uuid_source = value;
    else
        report_no_uuid(model, value);
    if (domain->source->kind == AST_DEFAULT_DOMAIN)
        report(findings(model), XP0221, value->span, "the default domain can't have a UUID");
    else if (strcmp(domain->name, CONTROL_DOMAIN) == 0)
        report(findings(model), XP0221, value->span, "`" CONTROL_DOMAIN "` can't have a UUID");
    else if (domain->fleet)
        report(findings(model), XP0221, value->span, "a fleet can't have a UUID");
}

static int compare_uuids(const void *left, const void *right)
{
    const struct domain *a = *(const struct domain *const *)left;
    const struct domain *b = *(const struct domain *const *)right;
    int order = memcmp(a->uuid, b->uuid, sizeof(a->uuid));
    return order ? order : order_of_places(&a->uuid_source->span, &b->uuid_source->span);
}

void check_uuids(struct model *model)
{
    struct domain **list = arena_array(&model->compilation->arena, model->domain_count, sizeof(*list));
    for (size_t i = 0; i < model->domain_count; i++)
        if (model->domains[i].uuid_source)
            list[model->uuid_count++] = &model->domains[i];
    if (model->uuid_count)
        qsort(list, model->uuid_count, sizeof(*list), compare_uuids);
    model->by_uuid = list;
    for (size_t i = 1; i < model->uuid_count; i++) {
        const struct domain *first = list[i - 1];
        const struct domain *second = list[i];
        if (memcmp(first->uuid, second->uuid, sizeof(first->uuid)) != 0)
            continue;
        struct diagnostic *d = report(findings(model), XP0220, second->uuid_source->span,
                                      "`%s` has the UUID of `%s`", second->name, first->name);
        report_note(findings(model), d, first->uuid_source->span, "`%s` has it here", first->name);
    }
}
