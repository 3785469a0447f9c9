/* SPDX-License-Identifier: GPL-2.0-only */
/* policyc: hands the command line to a command. */
#include <errno.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "policyc/command.h"

int trouble(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("policyc: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    return EXIT_TROUBLE;
}

int finish_output(void)
{
    return fflush(stdout) || ferror(stdout) ? trouble("can't write: %s", strerror(errno)) : EXIT_CLEAN;
}

static int run(char **arguments, struct request *request)
{
    const struct command *command;
    int status = read_arguments(arguments, request, &command);
    if (status != EXIT_CLEAN)
        return status;
    request->folders[request->folder_count++] = request->templates;
    if (!request->help)
        return command->run(request);
    print_help(request, command);
    return finish_output();
}

int main(int argc, char **argv)
{
    setlocale(LC_CTYPE, "C.UTF-8"); /* widths of characters, the same everywhere */
    size_t room = (size_t)argc + 1;
    struct request request = {.templates = TEMPLATE_DIR,
                              .operands = calloc(room, sizeof(char *)),
                              .folders = calloc(room, sizeof(char *))};
    int status = EXIT_TROUBLE;
    if (request.operands && request.folders && argc > 0)
        status = run(argv + 1, &request);
    else
        trouble("out of memory");
    free(request.operands);
    free(request.folders);
    return status;
}
