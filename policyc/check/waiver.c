/* SPDX-License-Identifier: GPL-2.0-only */
/* Waivers: what each statement of them lets a policy have more than the one before. */
#include "policyc/check/profiles.h"
#include "policyc/check/relations.h"
#include "policyc/read/diff.h"

static void check_allow(struct model *model, const struct ast_waived *source, struct diff_waived *waived)
{
    for (const struct ast_item *item = source->items.first; item; item = item->next) {
        struct operations operations = resolve_item(model, item);
        for (unsigned int i = 0; i < BLOB_WORDS; i++)
            waived->operations[i] |= operations.word[i];
    }
}

static void check_to(struct model *model, const struct ast_names *names, struct diff_waived *waived)
{
    struct members members;
    check_who(model, names, &members);
    waived->who = members.list;
    waived->who_count = members.count;
}

static void check_sides(struct model *model, const struct ast_name *left, const struct ast_name *right,
                        struct diff_waived *waived)
{
    struct ends ends = {.left = left, .right = right};
    check_ends(model, &ends);
    waived->who = ends.from.list;
    waived->who_count = ends.from.count;
    waived->others = ends.to.list;
    waived->other_count = ends.to.count;
}

static void check_network(struct model *model, const struct ast_network *source, struct diff_waived *waived)
{
    uint16_t protocol;
    struct blob_network *ranges;
    check_sides(model, source->left, source->right, waived);
    check_packets(model, source, &protocol, &ranges, &waived->port_count);
    struct diff_ports *ports = arena_array(&model->compilation->arena, waived->port_count, sizeof(*ports));
    for (size_t i = 0; i < waived->port_count; i++)
        ports[i] = (struct diff_ports){.first = ranges[i].first_port, .last = ranges[i].last_port};
    waived->ports = ports;
    waived->protocol = protocol;
    waived->both = source->both;
}

static void check_waived(struct model *model, const struct ast_waived *source, struct diff_waived *waived)
{
    switch (source->kind) {
    case AST_WAIVE_ALLOW:
        waived->kind = DIFF_WAIVE_ALLOW;
        check_allow(model, source, waived);
        check_to(model, &source->who, waived);
        break;
    case AST_WAIVE_CONNECT:
        waived->kind = DIFF_WAIVE_CONNECT;
        check_sides(model, source->connect->left, source->connect->right, waived);
        waived->means = check_means(model, &source->connect->means);
        waived->both = source->connect->both;
        break;
    case AST_WAIVE_NETWORK:
        waived->kind = DIFF_WAIVE_NETWORK;
        check_network(model, source->network, waived);
        break;
    case AST_WAIVE_LIMITS:
        waived->kind = DIFF_WAIVE_LIMITS;
        check_to(model, &source->who, waived);
        break;
    }
}

static const char *place_text(const struct model *model, struct span span)
{
    struct compilation *c = model->compilation;
    struct position position = source_position(&c->sources, span);
    return arena_print(&c->arena, "%s:%u:%u", c->sources.list[span.file]->name, (unsigned)position.line,
                       (unsigned)position.column);
}

void check_waivers(struct model *model)
{
    const struct ast_waiver *waivers = model->compilation->ast.waivers;
    size_t count = 0;
    for (const struct ast_waiver *waiver = waivers; waiver; waiver = waiver->next)
        for (const struct ast_waived *source = waiver->waived.first; source; source = source->next)
            count++;
    model->waived = arena_array(&model->compilation->arena, count, sizeof(*model->waived));
    for (const struct ast_waiver *waiver = waivers; waiver; waiver = waiver->next)
        for (const struct ast_waived *source = waiver->waived.first; source; source = source->next) {
            struct diff_waived *waived = &model->waived[model->waived_count++];
            waived->waiver = waiver->name->text;
            waived->place = place_text(model, source->span);
            waived->span = source->span;
            check_waived(model, source, waived);
        }
}
