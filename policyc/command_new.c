/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * --new: a policy to begin with. A file NAME.xpol with a template NAME, in the folders where imports are
 * looked for, is a mission; its first comment is what it is listed with, and a comment behind a parameter
 * goes into the policy.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "lang/format.h"
#include "lang/import.h"
#include "lang/nearby.h"
#include "lang/parse.h"
#include "lang/suggest.h"
#include "lang/text.h"
#include "policyc/command.h"

#define ENDING  ".xpol"
#define LICENCE "SPDX-License-Identifier"

struct mission {
    const char *name;
    const char *folder;
    const struct source *source;
    const struct ast_template *template;
};

/* All that were found, in the order of the folders and, in each, of their names. */
struct missions {
    struct compilation compilation;
    struct mission *list;
    size_t count;
    size_t room;
};

static const struct mission *find_mission(const struct missions *missions, const char *name)
{
    for (size_t i = 0; i < missions->count; i++)
        if (strcmp(missions->list[i].name, name) == 0)
            return &missions->list[i];
    return NULL;
}

/* --- Looking for them --- */

/* Of two files of one name the first is meant, as it is the first that an import finds. */
static void add_mission(struct missions *missions, const struct mission *mission)
{
    struct arena *arena = &missions->compilation.arena;
    if (find_mission(missions, mission->name))
        return;
    if (missions->count == missions->room) {
        size_t size = sizeof(*missions->list);
        missions->room = 2 * missions->room + 8;
        missions->list = arena_grow(arena, missions->list, missions->count * size, missions->room * size);
    }
    missions->list[missions->count++] = *mission;
}

/* The templates of a file that can't be read are no missions: whoever uses it is told why. */
static const struct ast_template *read_templates(struct compilation *c, const char *path, uint32_t *file)
{
    bool known;
    struct ast_template **templates = c->ast.templates_end;
    if (source_read(&c->sources, path, path, file, &known) || known ||
        !text_check(&c->sources, *file, &c->diagnostics))
        return NULL;
    struct parsing parsing = {.arena = &c->arena,
                              .ast = &c->ast,
                              .sources = &c->sources,
                              .diagnostics = &c->diagnostics,
                              .part = {.file = *file, .end = c->sources.list[*file]->size}};
    parse(&parsing);
    return *templates;
}

static void look_at_file(struct missions *missions, const char *folder, const char *file_name)
{
    struct compilation *c = &missions->compilation;
    const char *path = arena_print(&c->arena, "%s/%s", folder, file_name);
    struct mission mission = {.folder = folder};
    mission.name = arena_text(&c->arena, file_name, strlen(file_name) - strlen(ENDING));
    uint32_t file;
    mission.template = read_templates(c, path, &file);
    while (mission.template && strcmp(mission.template->name->text, mission.name) != 0)
        mission.template = mission.template->next;
    if (!mission.template)
        return;
    mission.source = c->sources.list[file];
    add_mission(missions, &mission);
}

static int is_policy(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    size_t ending = strlen(ENDING);
    return length > ending && strcmp(entry->d_name + length - ending, ENDING) == 0;
}

static int by_bytes(const struct dirent **left, const struct dirent **right)
{
    return strcmp((*left)->d_name, (*right)->d_name);
}

/* A folder that isn't there has none. */
static void look_in_folder(struct missions *missions, const char *folder)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, is_policy, by_bytes);
    for (int i = 0; i < count; i++) {
        look_at_file(missions, folder, entries[i]->d_name);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
}

/* --- Listing --- */

/* The file's first comment but for its licence, without its `#`; empty if there is none. */
static const char *title_of(struct arena *arena, const struct source *source)
{
    for (uint32_t line = 1; line <= source->line_count; line++) {
        uint32_t length;
        const char *text = source_line(source, line, &length);
        if (!length || *text != '#')
            return "";
        const char *title = arena_text(arena, text + 1, length - 1);
        if (!strstr(title, LICENCE))
            return title + strspn(title, " ");
    }
    return "";
}

static int list_missions(struct missions *missions)
{
    for (size_t i = 0; i < missions->count; i++)
        printf("%-22s %s\n", missions->list[i].name,
               title_of(&missions->compilation.arena, missions->list[i].source));
    return finish_output();
}

/* --- Writing a policy --- */

/* What stands between the spans' ends, as it is written. */
static const char *text_of(struct arena *arena, const struct source *source, struct span span)
{
    return arena_text(arena, source->text + span.start, span.end - span.start);
}

/* The comment on the line where the parameter ends, unless another parameter stands before it. */
static const char *comment_of(struct arena *arena, const struct source *source, struct span parameter)
{
    const char *text = source->text + parameter.end;
    const char *end = source->text + source->size;
    while (text < end && (*text == ' ' || *text == '\t' || *text == ','))
        text++;
    if (text == end || *text != '#')
        return "";
    const char *line_end = memchr(text, '\n', (size_t)(end - text));
    return arena_text(arena, text, (size_t)((line_end ? line_end : end) - text));
}

/* One without a default is given its own name: a word that is sure to be a name. */
static const char *write_parameter(struct arena *arena, const struct source *source,
                                   const struct ast_parameter *parameter)
{
    const char *name = parameter->name->text;
    struct span span = parameter->value ? parameter->span : parameter->name->span;
    const char *value = parameter->value ? text_of(arena, source, span) : name;
    return arena_print(arena, "%s = %s%s %s\n", name, value, parameter->next ? "," : "",
                       comment_of(arena, source, span));
}

static const char *write_use(struct arena *arena, const struct mission *mission)
{
    const char *use = arena_print(arena, "use %s(", mission->name);
    const struct ast_parameter *parameter = mission->template->parameters.first;
    for (; parameter; parameter = parameter->next)
        use = arena_print(arena, "%s%s", use, write_parameter(arena, mission->source, parameter));
    return arena_print(arena, "%s)\n", use);
}

/* Where to read on, if the mission has a page. */
static const char *write_reference(struct arena *arena, const struct mission *mission)
{
    if (access(arena_print(arena, "%s/%s.md", mission->folder, mission->name), R_OK) != 0)
        return "";
    return arena_print(arena,
                       "# %s.md, beside the template, says who may do what, and what to change first.\n",
                       mission->name);
}

static struct formatted write_policy(struct compilation *c, const struct mission *mission)
{
    const char *title = title_of(&c->arena, mission->source);
    const char *text =
        arena_print(&c->arena,
                    "%s%s%s%s"
                    "policy \"%s\" version 1\n"
                    "import \"%s" ENDING "\"\n"
                    "\n"
                    "%s",
                    *title ? "# " : "", title, *title ? "\n" : "", write_reference(&c->arena, mission),
                    mission->name, mission->name, write_use(&c->arena, mission));
    return format_file(&c->sources,
                       source_add(&c->sources, mission->name, mission->name, text, strlen(text)));
}

/* What is there already is somebody's work. */
static int write_file(const char *path, const struct formatted *policy)
{
    FILE *file = fopen(path, "wx");
    if (!file && errno == EEXIST)
        return trouble("%s is there already, and is left as it is", path);
    if (!file)
        return trouble("can't write %s: %s", path, strerror(errno));
    bool is_written = fwrite(policy->text, 1, policy->size, file) == policy->size;
    if (fclose(file) == 0 && is_written)
        return EXIT_CLEAN;
    int error = errno;
    unlink(path);
    return trouble("can't write %s: %s", path, strerror(error));
}

/* A part of a name will do to be reminded of it. */
static int report_unknown(const struct missions *missions, const char *name)
{
    struct suggestion suggestion = {.word = name};
    for (size_t i = 0; i < missions->count; i++)
        suggest(&suggestion, missions->list[i].name);
    for (size_t i = 0; i < missions->count && !suggestion.best; i++)
        if (strstr(missions->list[i].name, name))
            suggestion.best = missions->list[i].name;
    if (suggestion.best)
        return trouble("there is no template `%s`; did you mean `%s`?", name, suggestion.best);
    return trouble("there is no template `%s`; `policyc --new` lists them", name);
}

/* A file that is called like the template would import itself: what stands beside it is looked for first. */
static bool is_called_alike(const char *path, const struct mission *mission)
{
    const char *name = nearby_name(path);
    size_t length = strlen(mission->name);
    return strncmp(name, mission->name, length) == 0 && strcmp(name + length, ENDING) == 0;
}

static int make_policy(const struct request *request, struct missions *missions)
{
    const struct mission *mission = find_mission(missions, request->operands[0]);
    if (!mission)
        return report_unknown(missions, request->operands[0]);
    if (request->output && is_called_alike(request->output, mission))
        return trouble("%s would import itself: give it another name than the template's", request->output);
    struct formatted policy = write_policy(&missions->compilation, mission);
    if (request->output)
        return write_file(request->output, &policy);
    fwrite(policy.text, 1, policy.size, stdout);
    return finish_output();
}

int command_new(const struct request *request)
{
    struct missions missions = {.count = 0};
    if (request->output && !request->count)
        return trouble("-o needs the template of which a policy is to be made; `policyc --new` lists them");
    compilation_init(&missions.compilation, request->folders, request->folder_count);
    for (size_t i = 0; i < request->folder_count; i++)
        look_in_folder(&missions, request->folders[i]);
    int status = request->count ? make_policy(request, &missions) : list_missions(&missions);
    compilation_free(&missions.compilation);
    return status;
}
