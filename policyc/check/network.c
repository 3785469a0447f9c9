/* SPDX-License-Identifier: GPL-2.0-only */
/* Networks: whose packets may pass, by protocol and port. Each pair of ends and range of ports is an entry.
 */
#include <stdlib.h>
#include <string.h>
#include "policyc/check/identity.h"
#include "policyc/check/relations.h"

#define MAX_PORT 65535u

/* A `network` statement, and what its entries share. */
struct statement {
    const struct ast_network *source;
    struct rule rule;
    struct identity identity;
    struct ends ends;
    uint16_t protocol;
    struct blob_network *ports; /* ranges: only .first_port and .last_port */
    size_t port_count;
    bool is_new;                    /* says something that no earlier one does */
    const struct statement *before; /* one that says one of its entries already */
};

struct statements {
    struct statement *list;
    size_t count;
    uint64_t entries;
};

/* An entry with the number of its statement in .rule. */
struct entries {
    struct blob_network *list;
    size_t count;
};

/* The protocol's number of IP. */
static uint16_t protocol_number(const struct ast_name *name)
{
    static const struct {
        const char *word;
        uint16_t number;
    } protocols[] = {{"icmp", 1}, {"tcp", 6}, {"udp", 17}};
    for (size_t i = 0; name && i < sizeof(protocols) / sizeof(*protocols); i++)
        if (strcmp(name->text, protocols[i].word) == 0)
            return protocols[i].number;
    return 0;
}

static bool check_port(struct model *model, const struct ast_name *name, struct blob_network *range)
{
    uint32_t first;
    uint32_t last;
    if (parse_range(name->text, MAX_PORT, &first, &last) && first) {
        range->first_port = (uint16_t)first;
        range->last_port = (uint16_t)last;
        return true;
    }
    struct diagnostic *d = report(findings(model), XP0281, name->span,
                                  "`%s` is neither a port nor a range of ports", name->text);
    report_help(findings(model), d, "write `443` or `8000-8010`; ports have numbers from 1 to %u", MAX_PORT);
    return false;
}

static bool check_ports(struct model *model, struct statement *statement)
{
    const struct ast_name *first = statement->source->ports.first;
    bool is_right = true;
    for (const struct ast_name *name = first; name; name = name->next)
        statement->port_count++;
    statement->port_count += !first;
    statement->ports =
        arena_array(&model->compilation->arena, statement->port_count, sizeof(*statement->ports));
    statement->ports[0].last_port = MAX_PORT;
    size_t count = 0;
    for (const struct ast_name *name = first; name; name = name->next)
        is_right &= check_port(model, name, &statement->ports[count++]);
    return is_right;
}

static bool check_sides(struct model *model, struct statement *statement)
{
    statement->ends = (struct ends){.left = statement->source->left, .right = statement->source->right};
    if (statement->ends.left || statement->ends.right)
        return check_ends(model, &statement->ends);
    report(findings(model), XP0280, statement->source->span, "no domain of this host is on either side");
    return false;
}

static void add_statement(struct model *model, struct statements *statements,
                          const struct ast_network *source)
{
    struct statement *statement = &statements->list[statements->count];
    *statement = (struct statement){.source = source,
                                    .rule = {.effect = BLOB_NETWORK, .place = source->span},
                                    .identity = identity_of(model->compilation, source->span),
                                    .protocol = protocol_number(source->protocol)};
    bool is_right = check_sides(model, statement);
    is_right &= check_ports(model, statement);
    size_t each = statement->port_count * (source->both ? 2 : 1);
    if (is_right && check_pairs(model, &statement->ends, source->span, each, &statements->entries))
        statements->count++;
}

/* So that of several statements the one that comes first in the blob is the entry's. */
static int compare_statements(const void *left, const void *right)
{
    const struct statement *a = left;
    const struct statement *b = right;
    int order = identity_order(&a->identity, &b->identity);
    return order ? order : order_of_places(&a->source->span, &b->source->span);
}

static struct statements collect_statements(struct model *model)
{
    size_t count = 0;
    for (const struct ast_network *source = model->compilation->ast.networks; source; source = source->next)
        count++;
    struct statements statements = {
        .list = arena_array(&model->compilation->arena, count, sizeof(*statements.list))};
    for (const struct ast_network *source = model->compilation->ast.networks; source; source = source->next)
        add_statement(model, &statements, source);
    if (statements.count)
        qsort(statements.list, statements.count, sizeof(*statements.list), compare_statements);
    return statements;
}

static void add_entries(struct entries *entries, const struct statement *statement, uint32_t number,
                        uint32_t from, uint32_t to)
{
    for (size_t i = 0; i < statement->port_count; i++) {
        struct blob_network *entry = &entries->list[entries->count++];
        *entry = statement->ports[i];
        entry->from = from;
        entry->to = to;
        entry->protocol = statement->protocol;
        entry->rule = number;
    }
}

/* One report a statement for pairs that never run together. */
static void spread_statement(struct model *model, const struct statement *statement, uint32_t number,
                             struct entries *entries)
{
    const struct ends *ends = &statement->ends;
    bool is_refused = false;
    for (size_t a = 0; a < ends->from.count; a++)
        for (size_t b = 0; b < ends->to.count; b++) {
            uint32_t from = ends->from.list[a];
            uint32_t to = ends->to.list[b];
            if (!ends_pair(model, from, to))
                continue;
            is_refused = is_refused || report_conflict(model, ends, from, to);
            add_entries(entries, statement, number, from, to);
            if (statement->source->both && from != to)
                add_entries(entries, statement, number, to, from);
        }
}

/* By all but the rule. */
static int compare_contents(const struct blob_network *a, const struct blob_network *b)
{
    const uint32_t left[] = {a->from, a->to, a->protocol, a->first_port, a->last_port};
    const uint32_t right[] = {b->from, b->to, b->protocol, b->first_port, b->last_port};
    for (size_t i = 0; i < sizeof(left) / sizeof(*left); i++)
        if (left[i] != right[i])
            return left[i] < right[i] ? -1 : 1;
    return 0;
}

static int compare_entries(const void *left, const void *right)
{
    const struct blob_network *a = left;
    const struct blob_network *b = right;
    int order = compare_contents(a, b);
    return order ? order : a->rule < b->rule ? -1 : a->rule > b->rule;
}

/* Equal entries become one, with the rule of the first. */
static void join(struct model *model, struct statements *statements, const struct entries *entries)
{
    const struct statement *first = NULL;
    model->networks = arena_array(&model->compilation->arena, entries->count, sizeof(*model->networks));
    for (size_t i = 0; i < entries->count; i++) {
        const struct blob_network *entry = &entries->list[i];
        struct statement *statement = &statements->list[entry->rule];
        if (i && compare_contents(entry - 1, entry) == 0) {
            statement->before = statement == first ? statement->before : first;
            continue;
        }
        first = statement;
        statement->is_new = true;
        struct network *network = &model->networks[model->network_count++];
        *network = (struct network){.rule = &statement->rule, .entry = *entry};
        network->entry.rule = 0;
    }
}

static void report_repetitions(struct model *model, const struct statements *statements)
{
    for (size_t i = 0; i < statements->count; i++) {
        const struct statement *statement = &statements->list[i];
        if (statement->is_new || !statement->before ||
            identity_order(&statement->identity, &statement->before->identity) == 0)
            continue;
        struct diagnostic *d =
            report(findings(model), XP0243, statement->source->span, "these packets may pass already");
        report_note(findings(model), d, statement->before->source->span, "said here");
    }
}

bool check_packets(struct model *model, const struct ast_network *source, uint16_t *protocol,
                   struct blob_network **ports, size_t *count)
{
    struct statement statement = {.source = source};
    bool is_right = check_ports(model, &statement);
    *protocol = protocol_number(source->protocol);
    *ports = statement.ports;
    *count = statement.port_count;
    return is_right;
}

void check_networks(struct model *model)
{
    struct statements statements = collect_statements(model);
    struct entries entries = {
        .list = arena_array(&model->compilation->arena, statements.entries, sizeof(*entries.list))};
    for (uint32_t i = 0; i < statements.count; i++)
        spread_statement(model, &statements.list[i], i, &entries);
    if (entries.count)
        qsort(entries.list, entries.count, sizeof(*entries.list), compare_entries);
    join(model, &statements, &entries);
    report_repetitions(model, &statements);
}
