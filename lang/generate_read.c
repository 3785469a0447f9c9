/* SPDX-License-Identifier: GPL-2.0-only */
/* Reads the YAML: which keys there may be, and what kind of value each has. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>
#include "blob.h"
#include "lang/generate.h"

/* Stores the value of `node` in `*value`. */
typedef void read_value(struct table *table, const yaml_node_t *node, void *value);

struct field {
    const char *key;
    read_value *read;
    size_t offset; /* of the value in the object */
    bool required;
};

static struct position position(yaml_mark_t mark)
{
    return (struct position){mark.line + 1, mark.column + 1};
}

static const char *scalar(const struct table *table, const yaml_node_t *node)
{
    const char *text = (const char *)node->data.scalar.value;

    if (node->type != YAML_SCALAR_NODE)
        fail_at(table, position(node->start_mark), "a single value is wanted here");
    if (strlen(text) != node->data.scalar.length || !*text)
        fail_at(table, position(node->start_mark), "the value is empty or has a NUL in it");
    return text;
}

static void read_text(struct table *table, const yaml_node_t *node, void *value)
{
    const char *text = scalar(table, node);

    for (const char *c = text; *c; c++)
        if (*c < ' ' || *c > '~')
            fail_at(table, position(node->start_mark), "a text is one line of plain ASCII");
    *(const char **)value = text;
}

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

static void read_number(struct table *table, const yaml_node_t *node, void *value)
{
    const char *text = scalar(table, node);
    bool hexadecimal = strncmp(text, "0x", 2) == 0;
    const char *digits = hexadecimal ? text + 2 : text;

    errno = 0;
    *(uint64_t *)value = strtoull(digits, NULL, hexadecimal ? 16 : 10);
    if (errno || !*digits || digits[strspn(digits, hexadecimal ? "0123456789abcdef" : "0123456789")])
        fail_at(table, position(node->start_mark), "`%s` is no number", text);
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

static size_t list_length(const struct table *table, const yaml_node_t *node)
{
    if (node->type != YAML_SEQUENCE_NODE || node->data.sequence.items.start == node->data.sequence.items.top)
        fail_at(table, position(node->start_mark), "a list with something in it is wanted here");
    return (size_t)(node->data.sequence.items.top - node->data.sequence.items.start);
}

static const yaml_node_t *list_item(const struct table *table, const yaml_node_t *list, size_t i)
{
    return yaml_document_get_node(table->document, list->data.sequence.items.start[i]);
}

static void read_baseline(struct table *table, const yaml_node_t *node, void *value)
{
    static const char *const guests[BLOB_GUESTS] = {[BLOB_PV] = "pv", [BLOB_PVH] = "pvh", [BLOB_HVM] = "hvm"};
    size_t count = list_length(table, node);

    for (size_t i = 0; i < count; i++) {
        const yaml_node_t *item = list_item(table, node, i);
        const char *text = scalar(table, item);
        unsigned int guest = BLOB_PV;

        while (guest < BLOB_GUESTS && strcmp(text, guests[guest]) != 0)
            guest++;
        if (guest == BLOB_GUESTS)
            fail_at(table, position(item->start_mark), "`%s` is no kind of guest: pv, pvh or hvm", text);
        *(unsigned int *)value |= 1u << guest;
    }
}

static const struct field *find_field(const struct table *table, const yaml_node_t *key,
                                      const struct field *fields)
{
    const char *name = scalar(table, key);

    while (fields->key && strcmp(fields->key, name) != 0)
        fields++;
    if (!fields->key)
        fail_at(table, position(key->start_mark), "unknown key `%s`", name);
    return fields;
}

/* Reads a mapping into `object`, whose fields end with one without a key. */
static void read_object(struct table *table, const yaml_node_t *node, const struct field *fields,
                        void *object)
{
    unsigned int seen = 0;

    if (node->type != YAML_MAPPING_NODE)
        fail_at(table, position(node->start_mark), "an entry with keys is wanted here");
    for (const yaml_node_pair_t *pair = node->data.mapping.pairs.start; pair < node->data.mapping.pairs.top;
         pair++) {
        const yaml_node_t *key = yaml_document_get_node(table->document, pair->key);
        const struct field *field = find_field(table, key, fields);
        unsigned int bit = 1u << (field - fields);

        if (seen & bit)
            fail_at(table, position(key->start_mark), "key `%s` is there twice", field->key);
        seen |= bit;
        field->read(table, yaml_document_get_node(table->document, pair->value),
                    (char *)object + field->offset);
    }
    for (const struct field *field = fields; field->key; field++)
        if (field->required && !(seen & 1u << (field - fields)))
            fail_at(table, position(node->start_mark), "key `%s` is missing", field->key);
}

static void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count, size);

    if (!memory) {
        fprintf(stderr, "generate: out of memory\n");
        exit(EXIT_FAILURE);
    }
    return memory;
}

static const struct field command_fields[] = {
    {"number", read_number, offsetof(struct command, number), true},
    {"name", read_name, offsetof(struct command, name), true},
    {"text", read_text, offsetof(struct command, text), true},
    {"continuation", read_number, offsetof(struct command, continuation), false},
    {"prefix", read_prefix, offsetof(struct command, prefix), false},
    {"target", read_target, offsetof(struct command, facts.has_target), false},
    {"baseline", read_baseline, offsetof(struct command, facts.baseline), false},
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
    {"baseline", read_baseline, offsetof(struct call, facts.baseline), false},
    {"refused", read_text, offsetof(struct call, facts.refused), false},
    {"subcommands", read_commands, offsetof(struct call, commands), false},
    {0},
};

static void load_document(struct table *table)
{
    FILE *file = fopen(table->path, "rb");
    const yaml_node_t *root;
    yaml_document_t next;
    yaml_parser_t parser;

    if (!file) {
        fprintf(stderr, "%s: %s\n", table->path, strerror(errno));
        exit(EXIT_FAILURE);
    }
    if (!yaml_parser_initialize(&parser)) {
        fprintf(stderr, "generate: out of memory\n");
        exit(EXIT_FAILURE);
    }
    yaml_parser_set_input_file(&parser, file);
    if (!yaml_parser_load(&parser, table->document))
        fail_at(table, position(parser.problem_mark), "%s", parser.problem);
    if (!yaml_parser_load(&parser, &next))
        fail_at(table, position(parser.problem_mark), "%s", parser.problem);
    root = yaml_document_get_root_node(&next);
    if (root)
        fail_at(table, position(root->start_mark), "a second document begins here");
    yaml_document_delete(&next);
    yaml_parser_delete(&parser);
    fclose(file);
}

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
