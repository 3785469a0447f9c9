/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the generators that read YAML share. Every function ends the program by fail_at() when something is
 * not as it should be. Values live as long as table->document.
 */
#ifndef XENON_GENERATE_YAML_H
#define XENON_GENERATE_YAML_H

#include <yaml.h>
#include "lang/generate.h"

/* Stores the value of `node` in `*value`. */
typedef void read_value(struct table *table, const yaml_node_t *node, void *value);

struct field {
    const char *key;
    read_value *read;
    size_t offset; /* of the value in the object */
    bool required;
};

/* Reads table->path into table->document, which has room for a yaml_document_t. */
void load_document(struct table *table);

struct position position(yaml_mark_t mark);

/* The text of a single value that is not empty. */
const char *scalar(const struct table *table, const yaml_node_t *node);

size_t list_length(const struct table *table, const yaml_node_t *node);
const yaml_node_t *list_item(const struct table *table, const yaml_node_t *list, size_t i);

/* Reads an entry's keys into `object`, whose fields end with one without a key. */
void read_object(struct table *table, const yaml_node_t *node, const struct field *fields, void *object);

/* One line of plain ASCII, as a const char *; a uint64_t; kinds of guests, as an unsigned int of bits. */
void read_text(struct table *table, const yaml_node_t *node, void *value);
void read_number(struct table *table, const yaml_node_t *node, void *value);
void read_guests(struct table *table, const yaml_node_t *node, void *value);

/* Zeroed memory. */
void *allocate(size_t count, size_t size);

#endif
