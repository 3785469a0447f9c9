/* SPDX-License-Identifier: GPL-2.0-only */
/* Reads the YAML: which keys there may be, and what kind of value each has. */
#include <stdlib.h>
#include <string.h>
#include "lang/generate_yaml.h"

static void read_name(struct table *table, const yaml_node_t *node, void *value)
{
    const char *name = scalar(table, node);

    if (!(*name >= 'a' && *name <= 'z') || name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_")])
        fail_at(table, position(node->start_mark), "a name has small letters, digits and _ only");
    *(const char **)value = name;
}

static void read_prefix(struct table *table, const yaml_node_t *node, void *value)
{
    const char *prefix = scalar(table, node);

    if (prefix[strspn(prefix, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")])
        fail_at(table, position(node->start_mark), "a prefix has capital letters, digits and _ only");
    *(const char **)value = prefix;
}

static void read_place(struct table *table, const yaml_node_t *node, void *value)
{
    const char *text = scalar(table, node);

    if (strcmp(text, "register") == 0)
        *(enum place *)value = REGISTER;
    else if (strcmp(text, "memory") == 0)
        *(enum place *)value = MEMORY;
    else
        fail_at(table, position(node->start_mark), "`%s` is no place: register or memory", text);
}

static void read_target(struct table *table, const yaml_node_t *node, void *value)
{
    const char *text = scalar(table, node);

    if (strcmp(text, "domain") != 0)
        fail_at(table, position(node->start_mark), "`%s` is no target: domain", text);
    *(bool *)value = true;
}

static const struct field command_fields[] = {
    {"number", read_number, offsetof(struct command, number), true},
    {"name", read_name, offsetof(struct command, name), true},
    {"text", read_text, offsetof(struct command, text), true},
    {"continuation", read_number, offsetof(struct command, continuation), false},
    {"prefix", read_prefix, offsetof(struct command, prefix), false},
    {"target", read_target, offsetof(struct command, facts.has_target), false},
    {"baseline", read_guests, offsetof(struct command, facts.baseline), false},
    {"refused", read_text, offsetof(struct command, facts.refused), false},
    {0},
};

/* `value` is the call's .commands; its .count is set too. */
static void read_commands(struct table *table, const yaml_node_t *node, void *value)
{
    struct call *call = (struct call *)(void *)((char *)value - offsetof(struct call, commands));

    call->count = list_length(table, node);
    call->commands = allocate(call->count, sizeof(*call->commands));
    for (size_t i = 0; i < call->count; i++) {
        const yaml_node_t *item = list_item(table, node, i);

        call->commands[i].at = position(item->start_mark);
        read_object(table, item, command_fields, &call->commands[i]);
    }
}

static const struct field call_fields[] = {
    {"number", read_number, offsetof(struct call, number), true},
    {"name", read_name, offsetof(struct call, name), true},
    {"text", read_text, offsetof(struct call, text), true},
    {"header", read_name, offsetof(struct call, header), false},
    {"alias_of", read_name, offsetof(struct call, alias_of), false},
    {"place", read_place, offsetof(struct call, place), false},
    {"mask", read_number, offsetof(struct call, mask), false},
    {"prefix", read_prefix, offsetof(struct call, prefix), false},
    {"target", read_target, offsetof(struct call, facts.has_target), false},
    {"baseline", read_guests, offsetof(struct call, facts.baseline), false},
    {"refused", read_text, offsetof(struct call, facts.refused), false},
    {"subcommands", read_commands, offsetof(struct call, commands), false},
    {0},
};

void read_table(struct table *table, const char *path)
{
    const yaml_node_t *root;

    *table = (struct table){.path = path, .document = allocate(1, sizeof(yaml_document_t))};
    load_document(table);
    root = yaml_document_get_root_node(table->document);
    if (!root)
        fail_at(table, (struct position){1, 1}, "the file is empty");
    table->count = list_length(table, root);
    table->calls = allocate(table->count, sizeof(*table->calls));
    for (size_t i = 0; i < table->count; i++) {
        const yaml_node_t *item = list_item(table, root, i);

        table->calls[i].at = position(item->start_mark);
        read_object(table, item, call_fields, &table->calls[i]);
    }
}

void free_table(struct table *table)
{
    for (size_t i = 0; i < table->count; i++)
        free(table->calls[i].commands);
    free(table->calls);
    yaml_document_delete(table->document);
    free(table->document);
}
