/* SPDX-License-Identifier: GPL-2.0-only */
/* --graph: a policy as a graph in Graphviz's language, or, with --svg, as the picture that Graphviz makes. */
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "policyc/operand.h"
#include "policyc/read/graph.h"

#define DRAWER "dot"

extern char **environ;

/* Runs the drawer with the file as its input and our output as its own. Returns an errno value or 0. */
static int start_drawer(FILE *graph, pid_t *child)
{
    static char name[] = DRAWER, form[] = "-Tsvg";
    char *arguments[] = {name, form, NULL};
    posix_spawn_file_actions_t actions;
    int error = posix_spawn_file_actions_init(&actions);
    if (error)
        return error;
    error = posix_spawn_file_actions_adddup2(&actions, fileno(graph), STDIN_FILENO);
    if (!error)
        error = posix_spawnp(child, DRAWER, &actions, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

static int draw(FILE *graph)
{
    pid_t child;
    int outcome;
    int error = start_drawer(graph, &child);
    if (error == ENOENT)
        return trouble("--svg needs `" DRAWER "` of Graphviz, which isn't installed here");
    if (error)
        return trouble("can't run `" DRAWER "`: %s", strerror(error));
    while (waitpid(child, &outcome, 0) < 0)
        if (errno != EINTR)
            return trouble("can't wait for `" DRAWER "`: %s", strerror(errno));
    if (outcome != 0)
        return trouble("`" DRAWER "` failed");
    return EXIT_CLEAN;
}

/* The graph goes by way of a file: whoever reads a pipe may end before all is written. */
static int write_picture(struct operand *operand)
{
    FILE *graph = tmpfile();
    if (!graph)
        return trouble("can't make a temporary file: %s", strerror(errno));
    graph_write(&operand->compilation.arena, graph, &operand->policy);
    int status;
    if (fflush(graph) || ferror(graph) || lseek(fileno(graph), 0, SEEK_SET) < 0)
        status = trouble("can't write a temporary file: %s", strerror(errno));
    else
        status = draw(graph);
    fclose(graph);
    return status;
}

static int graph(const struct request *request, struct operand *operand)
{
    if (request->svg)
        return write_picture(operand);
    graph_write(&operand->compilation.arena, stdout, &operand->policy);
    return finish_output();
}

int command_graph(const struct request *request)
{
    return with_policy(request, request->operands[0], graph);
}
