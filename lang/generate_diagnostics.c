/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Turns the lists in lang/diagnostics into diagnostics.h and diagnostics.c:
 *
 *     generate_diagnostics FOLDER LIST.yaml...
 *
 * A mistake in the YAML ends the program with its place and exit status 1.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

enum key { CODE, SEVERITY, TITLE, TEXT, WRONG, RIGHT, KEYS };

static const char *const key_names[KEYS] = {"code", "severity", "title", "text", "wrong", "right"};

struct entry {
    const char *value[KEYS]; /* WRONG and RIGHT may be NULL; all belong to the document */
};

struct list {
    struct entry *entries;
    size_t count;
};

static const char *input;

static _Noreturn void fail(const yaml_mark_t *mark, const char *message, const char *what)
{
    fprintf(stderr, "%s:%zu: error: %s%s\n", input, mark->line + 1, message, what);
    exit(1);
}

static enum key find_key(const yaml_node_t *node)
{
    for (int key = 0; key < KEYS; key++)
        if (node->type == YAML_SCALAR_NODE && strcmp((char *)node->data.scalar.value, key_names[key]) == 0)
            return (enum key)key;
    fail(&node->start_mark, "unknown key", "");
}

static void check_entry(const struct entry *entry, const struct entry *before, const yaml_node_t *node)
{
    for (int key = CODE; key <= TEXT; key++)
        if (!entry->value[key])
            fail(&node->start_mark, "missing key: ", key_names[key]);
    const char *code = entry->value[CODE];
    if (strlen(code) != 6 || strncmp(code, "XP", 2) != 0 || strspn(code + 2, "0123456789") != 4)
        fail(&node->start_mark, "not a code: ", code);
    if (before && strcmp(before->value[CODE], code) >= 0)
        fail(&node->start_mark, "out of order: ", code);
    if (strcmp(entry->value[SEVERITY], "error") != 0 && strcmp(entry->value[SEVERITY], "warning") != 0)
        fail(&node->start_mark, "not a severity: ", entry->value[SEVERITY]);
    if (!entry->value[WRONG] != !entry->value[RIGHT])
        fail(&node->start_mark, "one example without the other: ", code);
}

static void read_entry(yaml_document_t *document, const yaml_node_t *node, struct entry *entry)
{
    if (node->type != YAML_MAPPING_NODE)
        fail(&node->start_mark, "an entry is a mapping", "");
    for (yaml_node_pair_t *pair = node->data.mapping.pairs.start; pair < node->data.mapping.pairs.top;
         pair++) {
        enum key key = find_key(yaml_document_get_node(document, pair->key));
        const yaml_node_t *value = yaml_document_get_node(document, pair->value);
        if (value->type != YAML_SCALAR_NODE || entry->value[key])
            fail(&value->start_mark, "not one text: ", key_names[key]);
        entry->value[key] = (char *)value->data.scalar.value;
    }
}

/* Adds a file's entries to those of the files before it. */
static void read_entries(yaml_document_t *document, struct list *list)
{
    const yaml_node_t *root = yaml_document_get_root_node(document);
    if (!root || root->type != YAML_SEQUENCE_NODE)
        fail(&(yaml_mark_t){0}, "the file is a list of entries", "");
    size_t count = (size_t)(root->data.sequence.items.top - root->data.sequence.items.start);
    list->entries = realloc(list->entries, (list->count + count) * sizeof(*list->entries));
    if (!list->entries)
        exit(1);
    for (size_t i = 0; i < count; i++) {
        const yaml_node_t *node = yaml_document_get_node(document, root->data.sequence.items.start[i]);
        struct entry *entry = &list->entries[list->count];
        *entry = (struct entry){0};
        read_entry(document, node, entry);
        check_entry(entry, list->count ? entry - 1 : NULL, node);
        list->count++;
    }
}

static void write_header(FILE *file, const struct entry *entries, size_t count)
{
    fputs("/* SPDX-License-Identifier: GPL-2.0-only */\n"
          "/* Generated from lang/diagnostics. */\n"
          "#ifndef XENON_DIAGNOSTICS_H\n#define XENON_DIAGNOSTICS_H\n\n"
          "enum diagnostic_severity { SEVERITY_ERROR, SEVERITY_WARNING };\n\n"
          "enum diagnostic_code {\n",
          file);
    for (size_t i = 0; i < count; i++)
        fprintf(file, "    %s,\n", entries[i].value[CODE]);
    fputs("    DIAGNOSTIC_CODES,\n};\n\n"
          "/* Examples are NULL where a file can't show what is wrong. */\n"
          "struct diagnostic_entry {\n    const char *code;\n    enum diagnostic_severity severity;\n"
          "    const char *title;\n    const char *text;\n    const char *wrong;\n    const char "
          "*right;\n};\n\n"
          "extern const struct diagnostic_entry diagnostic_entries[DIAGNOSTIC_CODES];\n\n#endif\n",
          file);
}

static void write_string(FILE *file, const char *text)
{
    if (!text) {
        fputs("NULL", file);
        return;
    }
    fputc('"', file);
    for (; *text; text++)
        if (*text == '\n')
            fputs(text[1] ? "\\n\"\n        \"" : "\\n", file);
        else if (*text == '"' || *text == '\\')
            fprintf(file, "\\%c", *text);
        else
            fputc(*text, file);
    fputc('"', file);
}

static void write_table(FILE *file, const struct entry *entries, size_t count)
{
    fputs("/* SPDX-License-Identifier: GPL-2.0-only */\n"
          "/* Generated from lang/diagnostics. */\n"
          "#include <stddef.h>\n#include \"diagnostics.h\"\n\n"
          "const struct diagnostic_entry diagnostic_entries[DIAGNOSTIC_CODES] = {\n",
          file);
    for (size_t i = 0; i < count; i++) {
        const char *const *value = entries[i].value;
        fprintf(file, "    {\"%s\", %s", value[CODE],
                strcmp(value[SEVERITY], "error") == 0 ? "SEVERITY_ERROR" : "SEVERITY_WARNING");
        for (int key = TITLE; key < KEYS; key++) {
            fputs(",\n        ", file);
            write_string(file, value[key]);
        }
        fputs("},\n", file);
    }
    fputs("};\n", file);
}

static void write_file(const char *folder, const char *name,
                       void (*write)(FILE *file, const struct entry *entries, size_t count),
                       const struct entry *entries, size_t count)
{
    char path[4096];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    if (file)
        write(file, entries, count);
    if (!file || ferror(file) | fclose(file)) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        exit(1);
    }
}

static void load_document(yaml_document_t *document)
{
    FILE *file = fopen(input, "rb");
    yaml_parser_t parser;
    if (!file || !yaml_parser_initialize(&parser)) {
        fprintf(stderr, "%s: %s\n", input, strerror(errno));
        exit(1);
    }
    yaml_parser_set_input_file(&parser, file);
    if (!yaml_parser_load(&parser, document))
        fail(&parser.problem_mark, parser.problem, "");
    yaml_parser_delete(&parser);
    fclose(file);
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fputs("usage: generate_diagnostics FOLDER LIST...\n", stderr);
        return 1;
    }
    struct list list = {0};
    yaml_document_t *documents = calloc((size_t)argc, sizeof(*documents));
    if (!documents)
        return 1;
    for (int i = 2; i < argc; i++) {
        input = argv[i];
        load_document(&documents[i]);
        read_entries(&documents[i], &list);
    }
    write_file(argv[1], "diagnostics.h", write_header, list.entries, list.count);
    write_file(argv[1], "diagnostics.c", write_table, list.entries, list.count);
    free(list.entries);
    for (int i = 2; i < argc; i++)
        yaml_document_delete(&documents[i]);
    free(documents);
    return 0;
}
