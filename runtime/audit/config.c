/* SPDX-License-Identifier: GPL-2.0-only */
/* Reading xenond's configuration. Every setting is known by a table; what isn't in it is an error. */
#include "runtime/audit/config.h"
#include "runtime/audit/store.h"
#include "runtime/audit/times.h"

#include <ctype.h>
#include <errno.h>
#include <net/if.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <yaml.h>

#define INTERFACE_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-"

struct reader {
    const char *path;
    yaml_document_t document;
    struct config *config;
    char *error;
};

/* A setting: what reads its value. Returns false after saying what is wrong. */
struct setting {
    const char *name;
    bool (*read)(struct reader *reader, const yaml_node_t *value, void *into);
};

__attribute__((format(printf, 3, 4))) static bool wrong(struct reader *reader, const yaml_node_t *node,
                                                        const char *format, ...)
{
    va_list values;
    int length = snprintf(reader->error, CONFIG_ERROR, "%s:%zu:%zu: ", reader->path,
                          node->start_mark.line + 1, node->start_mark.column + 1);
    va_start(values, format);
    if (length > 0 && (size_t)length < CONFIG_ERROR)
        vsnprintf(reader->error + length, CONFIG_ERROR - (size_t)length, format, values);
    va_end(values);
    return false;
}

static const char *text_of(const yaml_node_t *node)
{
    return (const char *)node->data.scalar.value;
}

/* A text without a NUL in it. */
static bool is_text(const yaml_node_t *node)
{
    return node->type == YAML_SCALAR_NODE && strlen(text_of(node)) == node->data.scalar.length;
}

static bool read_text(struct reader *reader, const yaml_node_t *value, void *into)
{
    if (!is_text(value) || text_of(value)[0] == '\0')
        return wrong(reader, value, "a text is expected here");
    free(*(char **)into);
    *(char **)into = strdup(text_of(value));
    return *(char **)into || wrong(reader, value, "no memory");
}

static bool read_boolean(struct reader *reader, const yaml_node_t *value, void *into)
{
    if (is_text(value) && (strcmp(text_of(value), "true") == 0 || strcmp(text_of(value), "false") == 0)) {
        *(bool *)into = text_of(value)[0] == 't';
        return true;
    }
    return wrong(reader, value, "true or false is expected here");
}

/* The settings of a mapping, each into the structure by its own reader; none twice. */
static bool read_mapping(struct reader *reader, const yaml_node_t *node, const struct setting *settings,
                         size_t count, void *into)
{
    bool seen[16] = {false};
    if (node->type != YAML_MAPPING_NODE)
        return wrong(reader, node, "settings are expected here, each `name: value`");
    for (const yaml_node_pair_t *pair = node->data.mapping.pairs.start; pair < node->data.mapping.pairs.top;
         pair++) {
        const yaml_node_t *key = yaml_document_get_node(&reader->document, pair->key);
        const yaml_node_t *value = yaml_document_get_node(&reader->document, pair->value);
        size_t at = 0;
        while (at < count && !(is_text(key) && strcmp(text_of(key), settings[at].name) == 0))
            at++;
        if (at == count)
            return wrong(reader, key, "no setting is called `%s` here", is_text(key) ? text_of(key) : "");
        if (seen[at])
            return wrong(reader, key, "`%s` is set twice", settings[at].name);
        seen[at] = true;
        if (!settings[at].read(reader, value, into))
            return false;
    }
    return true;
}

static bool read_database(struct reader *reader, const yaml_node_t *value, void *into)
{
    struct config *config = into;
    if (!read_text(reader, value, &config->database))
        return false;
    return store_knows(config->database) ||
           wrong(reader, value, "no database; it is sqlite:FILE or postgresql://…");
}

static bool read_path(struct reader *reader, const yaml_node_t *value, void *into)
{
    struct config *config = into;
    return read_text(reader, value, &config->socket) &&
           (strlen(config->socket) < sizeof(((struct sockaddr_un *)NULL)->sun_path) ||
            wrong(reader, value, "the socket's path is too long"));
}

static bool read_group(struct reader *reader, const yaml_node_t *value, void *into)
{
    return read_text(reader, value, &((struct config *)into)->group);
}

static bool read_socket(struct reader *reader, const yaml_node_t *value, void *into)
{
    static const struct setting settings[] = {{"path", read_path}, {"group", read_group}};
    return read_mapping(reader, value, settings, 2, into);
}

static bool read_journald(struct reader *reader, const yaml_node_t *value, void *into)
{
    return read_boolean(reader, value, &((struct config *)into)->journald);
}

static bool read_syslog(struct reader *reader, const yaml_node_t *value, void *into)
{
    struct config *config = into;
    if (!read_text(reader, value, &config->syslog))
        return false;
    if (strncmp(config->syslog, "unix:/", 6) == 0)
        return true;
    const char *port = strrchr(config->syslog, ':');
    return (strncmp(config->syslog, "udp:", 4) == 0 && port > config->syslog + 4 && port[1]) ||
           wrong(reader, value, "no receiver; it is unix:PATH or udp:HOST:PORT");
}

static bool read_forward(struct reader *reader, const yaml_node_t *value, void *into)
{
    static const struct setting settings[] = {{"journald", read_journald}, {"syslog", read_syslog}};
    return read_mapping(reader, value, settings, 2, into);
}

/* As Linux names network interfaces; and no option of a command. */
static bool read_interface(struct reader *reader, const yaml_node_t *value, char **name)
{
    if (!read_text(reader, value, name))
        return false;
    size_t length = strlen(*name);
    return (length < IFNAMSIZ && strspn(*name, INTERFACE_CHARACTERS) == length && isalnum((*name)[0])) ||
           wrong(reader, value, "no network interface has such a name");
}

static bool read_bridge(struct reader *reader, const yaml_node_t *value, void *into)
{
    return read_interface(reader, value, &((struct config *)into)->bridge);
}

static bool read_uplink(struct reader *reader, const yaml_node_t *value, void *into)
{
    return read_interface(reader, value, &((struct config *)into)->uplink);
}

static bool read_network(struct reader *reader, const yaml_node_t *value, void *into)
{
    static const struct setting settings[] = {{"bridge", read_bridge}, {"uplink", read_uplink}};
    return read_mapping(reader, value, settings, 2, into) &&
           (((struct config *)into)->bridge || wrong(reader, value, "`bridge` is missing here"));
}

static bool read_restart(struct reader *reader, const yaml_node_t *value, void *into)
{
    return read_text(reader, value, &((struct config *)into)->restart);
}

static bool read_retain(struct reader *reader, const yaml_node_t *value, void *into)
{
    int64_t *retain = &((struct config *)into)->retain;
    return (is_text(value) && times_parse_span(text_of(value), retain)) ||
           wrong(reader, value, "no span of time; it is a number and one of s, min, h, d, such as 90d");
}

static bool read_version(struct reader *reader, const yaml_node_t *value, void *into)
{
    return read_text(reader, value, &((struct config_component *)into)->version);
}

static bool read_image(struct reader *reader, const yaml_node_t *value, void *into)
{
    return read_text(reader, value, &((struct config_component *)into)->image);
}

static bool read_component(struct reader *reader, const yaml_node_t *label, const yaml_node_t *value)
{
    static const struct setting settings[] = {{"version", read_version}, {"image", read_image}};
    struct config *config = reader->config;
    if (!is_text(label) || text_of(label)[0] == '\0' || strlen(text_of(label)) > BLOB_MAX_NAME)
        return wrong(reader, label, "a domain's label is expected here");
    if (config_find_component(config, text_of(label)))
        return wrong(reader, label, "`%s` is set twice", text_of(label));
    struct config_component *more =
        realloc(config->components, (config->component_count + 1) * sizeof(*more));
    if (!more)
        return wrong(reader, label, "no memory");
    config->components = more;
    struct config_component *component = &more[config->component_count++];
    *component = (struct config_component){.label = strdup(text_of(label)), .version = strdup("")};
    if (!component->label || !component->version)
        return wrong(reader, label, "no memory");
    return read_mapping(reader, value, settings, 2, component);
}

static bool read_components(struct reader *reader, const yaml_node_t *value, void *into)
{
    (void)into;
    if (value->type != YAML_MAPPING_NODE)
        return wrong(reader, value, "components are expected here, each a domain's label and its settings");
    for (const yaml_node_pair_t *pair = value->data.mapping.pairs.start; pair < value->data.mapping.pairs.top;
         pair++)
        if (!read_component(reader, yaml_document_get_node(&reader->document, pair->key),
                            yaml_document_get_node(&reader->document, pair->value)))
            return false;
    return true;
}

static bool read_document(struct reader *reader)
{
    static const struct setting settings[] = {
        {"database", read_database}, {"socket", read_socket},         {"forward", read_forward},
        {"retain", read_retain},     {"components", read_components}, {"network", read_network},
        {"restart", read_restart},
    };
    const yaml_node_t *root = yaml_document_get_root_node(&reader->document);
    return !root ||
           read_mapping(reader, root, settings, sizeof(settings) / sizeof(settings[0]), reader->config);
}

static bool set_defaults(struct config *config)
{
    *config = (struct config){
        .database = strdup("sqlite:/var/lib/xenon/audit.db"),
        .socket = strdup("/run/xenond/socket"),
        .journald = true,
    };
    return config->database && config->socket;
}

static bool parse(struct reader *reader, FILE *file)
{
    yaml_parser_t parser;
    bool good = false;
    if (!yaml_parser_initialize(&parser)) {
        snprintf(reader->error, CONFIG_ERROR, "no memory");
        return false;
    }
    yaml_parser_set_input_file(&parser, file);
    if (yaml_parser_load(&parser, &reader->document)) {
        good = read_document(reader);
        yaml_document_delete(&reader->document);
    } else {
        snprintf(reader->error, CONFIG_ERROR, "%s:%zu:%zu: no YAML: %s", reader->path,
                 parser.problem_mark.line + 1, parser.problem_mark.column + 1,
                 parser.problem ? parser.problem : "it can't be read");
    }
    yaml_parser_delete(&parser);
    return good;
}

bool config_read(struct config *config, const char *path, char error[CONFIG_ERROR])
{
    struct reader reader = {.path = path, .config = config, .error = error};
    if (!set_defaults(config)) {
        snprintf(error, CONFIG_ERROR, "no memory");
        return false;
    }
    FILE *file = fopen(path, "rbe");
    if (!file) {
        snprintf(error, CONFIG_ERROR, "%s: %s", path, strerror(errno));
        return false;
    }
    bool good = parse(&reader, file);
    fclose(file);
    return good;
}

void config_free(struct config *config)
{
    for (size_t i = 0; i < config->component_count; i++) {
        free(config->components[i].label);
        free(config->components[i].version);
        free(config->components[i].image);
    }
    free(config->components);
    free(config->restart);
    free(config->database);
    free(config->socket);
    free(config->group);
    free(config->syslog);
    free(config->bridge);
    free(config->uplink);
    *config = (struct config){.database = NULL};
}

const struct config_component *config_find_component(const struct config *config, const char *label)
{
    for (size_t i = 0; i < config->component_count; i++)
        if (strcmp(config->components[i].label, label) == 0)
            return &config->components[i];
    return NULL;
}
