/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Turns lang/advisories.yaml into C:
 *
 *     generate_advisories HYPERCALLS.yaml ADVISORIES.yaml OUT.c
 *
 * Operations are known by the names in the table of hypercalls.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "lang/generate_yaml.h"

struct entry {
    uint64_t number;
    const char *title;
    unsigned int guests;
    const yaml_node_t *needs;
};

struct output {
    FILE *file;
    struct table *advisories;
    const struct table *hypercalls;
};

static void keep_node(struct table *table, const yaml_node_t *node, void *value)
{
    list_length(table, node);
    *(const yaml_node_t **)value = node;
}

static const struct field fields[] = {
    {"number", read_number, offsetof(struct entry, number), true},
    {"title", read_text, offsetof(struct entry, title), true},
    {"guests", read_guests, offsetof(struct entry, guests), true},
    {"needs", keep_node, offsetof(struct entry, needs), true},
    {0},
};

static const struct call *find_call(const struct table *table, const char *name, size_t length)
{
    for (size_t i = 0; i < table->count; i++)
        if (strlen(table->calls[i].name) == length && strncmp(table->calls[i].name, name, length) == 0)
            return table->calls[i].alias_of ? NULL : &table->calls[i];
    return NULL;
}

static const struct command *find_command(const struct call *call, const char *name)
{
    for (size_t i = 0; i < call->count; i++)
        if (strcmp(call->commands[i].name, name) == 0)
            return &call->commands[i];
    return NULL;
}

/* The hypercall that the node names, and its subcommand; NULL there: the hypercall as a whole. */
static const struct call *find_operation(const struct output *output, const yaml_node_t *node,
                                         const struct command **command)
{
    const char *name = scalar(output->advisories, node);
    size_t length = strcspn(name, ".");
    const struct call *call = find_call(output->hypercalls, name, length);

    *command = call && name[length] ? find_command(call, name + length + 1) : NULL;
    if (!call || (name[length] && !*command))
        fail_at(output->advisories, position(node->start_mark), "the table has no operation `%s`", name);
    return call;
}

static void write_operation(const struct output *output, const struct call *call,
                            const struct command *command)
{
    fprintf(output->file, "MSM_OP_%s%s%s, ", call->name, command ? "_" : "", command ? command->name : "");
}

/* What suffices by itself: an operation, or any of a hypercall with subcommands. */
static void write_single(const struct output *output, const yaml_node_t *node)
{
    const struct command *command;
    const struct call *call = find_operation(output, node, &command);
    size_t count = command || !call->count ? 1 : call->count;

    for (size_t i = 0; i < count; i++) {
        write_operation(output, call,
                        count == 1 && !call->count ? NULL
                        : command                  ? command
                                                   : &call->commands[i]);
        fputs("0, ", output->file);
    }
}

/* Operations that are needed together. */
static void write_together(const struct output *output, const yaml_node_t *list)
{
    size_t count = list_length(output->advisories, list);

    for (size_t i = 0; i < count; i++) {
        const yaml_node_t *item = list_item(output->advisories, list, i);
        const struct command *command;
        const struct call *call = find_operation(output, item, &command);

        if (call->count && !command)
            fail_at(output->advisories, position(item->start_mark), "a subcommand is wanted here");
        write_operation(output, call, command);
    }
    fputs("0, ", output->file);
}

static void write_needs(const struct output *output, const struct entry *entry)
{
    fprintf(output->file, "static const uint16_t needs_%u[] = {", (unsigned int)entry->number);
    for (size_t i = 0; i < list_length(output->advisories, entry->needs); i++) {
        const yaml_node_t *item = list_item(output->advisories, entry->needs, i);

        if (item->type == YAML_SEQUENCE_NODE)
            write_together(output, item);
        else
            write_single(output, item);
    }
    fputs("0};\n", output->file);
}

static void read_entries(struct table *table, const yaml_node_t *root, struct entry *entries, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const yaml_node_t *node = list_item(table, root, i);

        read_object(table, node, fields, &entries[i]);
        if (entries[i].number > 9999)
            fail_at(table, position(node->start_mark), "advisories have no such numbers");
        if (i && entries[i - 1].number >= entries[i].number)
            fail_at(table, position(node->start_mark), "entries are in rising order of their numbers");
        if (strpbrk(entries[i].title, "\"\\"))
            fail_at(table, position(node->start_mark), "a title has no quotes and backslashes");
    }
}

static void write_entries(const struct output *output, const struct entry *entries, size_t count)
{
    fputs("/* SPDX-License-Identifier: GPL-2.0-only */\n"
          "/* Generated from lang/advisories.yaml: change that, not this. */\n"
          "#include \"lang/advisories.h\"\n#include \"operations.h\"\n\n",
          output->file);
    for (size_t i = 0; i < count; i++)
        write_needs(output, &entries[i]);
    fputs("\nconst struct advisory advisories[] = {\n", output->file);
    for (size_t i = 0; i < count; i++)
        fprintf(output->file, "    {%u, \"%s\", %#x, needs_%u},\n", (unsigned int)entries[i].number,
                entries[i].title, entries[i].guests, (unsigned int)entries[i].number);
    fputs("};\n\nconst size_t advisory_count = sizeof(advisories) / sizeof(advisories[0]);\n", output->file);
}

static void generate(const struct output *output, const char *path)
{
    struct table *table = output->advisories;
    const yaml_node_t *root = yaml_document_get_root_node(table->document);

    if (!root)
        fail_at(table, (struct position){1, 1}, "the file is empty");
    size_t count = list_length(table, root);
    struct entry *entries = allocate(count, sizeof(*entries));
    read_entries(table, root, entries, count);
    write_entries(output, entries, count);
    free(entries);
    if (ferror(output->file) | fclose(output->file)) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        exit(EXIT_FAILURE);
    }
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: generate_advisories HYPERCALLS.yaml ADVISORIES.yaml OUT.c\n");
        return 2;
    }
    struct table hypercalls;
    struct table advisories = {.path = argv[2], .document = allocate(1, sizeof(yaml_document_t))};
    read_table(&hypercalls, argv[1]);
    load_document(&advisories);
    struct output output = {
        .advisories = &advisories, .hypercalls = &hypercalls, .file = fopen(argv[3], "w")};
    if (!output.file) {
        fprintf(stderr, "%s: %s\n", argv[3], strerror(errno));
        return EXIT_FAILURE;
    }
    generate(&output, argv[3]);
    free_table(&hypercalls);
    free_table(&advisories);
    return EXIT_SUCCESS;
}
