/* SPDX-License-Identifier: GPL-2.0-only */
/* Values, lists and entries of a YAML file that is turned into C. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "blob.h"
#include "lang/generate_yaml.h"

_Noreturn void fail_at(const struct table *table, struct position at, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fprintf(stderr, "%s:%zu:%zu: error: ", table->path, at.line, at.column);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(EXIT_FAILURE);
}

struct position position(yaml_mark_t mark)
{
    return (struct position){mark.line + 1, mark.column + 1};
}

const char *scalar(const struct table *table, const yaml_node_t *node)
{
    const char *text = (const char *)node->data.scalar.value;

    if (node->type != YAML_SCALAR_NODE)
        fail_at(table, position(node->start_mark), "a single value is wanted here");
    if (strlen(text) != node->data.scalar.length || !*text)
        fail_at(table, position(node->start_mark), "the value is empty or has a NUL in it");
    return text;
}

void read_text(struct table *table, const yaml_node_t *node, void *value)
{
    const char *text = scalar(table, node);

    for (const char *c = text; *c; c++)
        if (*c < ' ' || *c > '~')
            fail_at(table, position(node->start_mark), "a text is one line of plain ASCII");
    *(const char **)value = text;
}

void read_number(struct table *table, const yaml_node_t *node, void *value)
{
    const char *text = scalar(table, node);
    bool hexadecimal = strncmp(text, "0x", 2) == 0;
    const char *digits = hexadecimal ? text + 2 : text;

    errno = 0;
    *(uint64_t *)value = strtoull(digits, NULL, hexadecimal ? 16 : 10);
    if (errno || !*digits || digits[strspn(digits, hexadecimal ? "0123456789abcdef" : "0123456789")])
        fail_at(table, position(node->start_mark), "`%s` is no number", text);
}

size_t list_length(const struct table *table, const yaml_node_t *node)
{
    if (node->type != YAML_SEQUENCE_NODE || node->data.sequence.items.start == node->data.sequence.items.top)
        fail_at(table, position(node->start_mark), "a list with something in it is wanted here");
    return (size_t)(node->data.sequence.items.top - node->data.sequence.items.start);
}

const yaml_node_t *list_item(const struct table *table, const yaml_node_t *list, size_t i)
{
    return yaml_document_get_node(table->document, list->data.sequence.items.start[i]);
}

void read_guests(struct table *table, const yaml_node_t *node, void *value)
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

void read_object(struct table *table, const yaml_node_t *node, const struct field *fields, void *object)
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

void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count, size);

    if (!memory) {
        fprintf(stderr, "generate: out of memory\n");
        exit(EXIT_FAILURE);
    }
    return memory;
}

void load_document(struct table *table)
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
