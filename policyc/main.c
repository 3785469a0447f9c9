/* SPDX-License-Identifier: GPL-2.0-only */
/* policyc: reads the command line and hands it to a command. */
#include <errno.h>
#include <getopt.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "blob.h"
#include "operations.h"
#include "policyc/command.h"
#include "policyc/read/view.h"

static const char help[] =
    "policyc compiles policies of Xenon, the separation hypervisor.\n"
    "\n"
    "  policyc FILE -o OUT.xpb     compile a policy\n"
    "  policyc --check FILE...     say what is wrong with policies, and write nothing\n"
    "  policyc --dump BLOB         print a compiled policy as text, or with --json as JSON\n"
    "  policyc --explain CODE      explain a code such as XP0212, with examples\n"
    "  policyc --hypercalls        list the names that rules can use, and what they do\n"
    "  policyc --help, --version\n"
    "\n"
    "  -o OUT      where the compiled policy goes\n"
    "  -I FOLDER   look for imported files there too; may be given several times\n"
    "  --Werror    let warnings count as errors\n"
    "\n"
    "Imports are looked for beside the importing file, then in each -I, then in\n"
    "  " TEMPLATE_DIR "\n"
    "\n"
    "Exit status: 0 clean, 1 errors in the policy or blob, 2 wrong usage or file trouble.\n"
    "The language is described in xpol(5).\n";

enum option_value {
    OPTION_CHECK = 256,
    OPTION_DUMP,
    OPTION_EXPLAIN,
    OPTION_HYPERCALLS,
    OPTION_JSON,
    OPTION_WERROR,
    OPTION_HELP,
    OPTION_VERSION
};

static const struct option options[] = {
    {"check", no_argument, NULL, OPTION_CHECK},
    {"dump", no_argument, NULL, OPTION_DUMP},
    {"explain", no_argument, NULL, OPTION_EXPLAIN},
    {"hypercalls", no_argument, NULL, OPTION_HYPERCALLS},
    {"json", no_argument, NULL, OPTION_JSON},
    {"Werror", no_argument, NULL, OPTION_WERROR},
    {"help", no_argument, NULL, OPTION_HELP},
    {"version", no_argument, NULL, OPTION_VERSION},
    {0},
};

struct command {
    int option;
    int (*run)(const struct request *request);
    size_t least; /* operands */
    size_t most;
    bool writes; /* has an output */
};

static const struct command compile_command = {0, command_compile, 1, 1, true};

static const struct command commands[] = {
    {OPTION_CHECK, command_check, 1, SIZE_MAX, false},
    {OPTION_DUMP, command_dump, 1, 1, false},
    {OPTION_EXPLAIN, command_explain, 1, 1, false},
    {OPTION_HYPERCALLS, command_hypercalls, 0, 0, false},
};

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

static int misuse(const char *what)
{
    return trouble("%s; `policyc --help` shows how", what);
}

static int print_version(void)
{
    static const uint8_t table[] = MSM_TABLE_FINGERPRINT;
    printf("policyc of Xenon: blob format %u, hypercall table ", BLOB_FORMAT);
    view_print_hex(stdout, table, sizeof(table));
    putchar('\n');
    return EXIT_CLEAN;
}

static const struct command *find_command(int option)
{
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
        if (commands[i].option == option)
            return &commands[i];
    return NULL;
}

static int run(const struct command *command, const struct request *request)
{
    if (request->count < command->least)
        return misuse("an operand is missing");
    if (request->count > command->most)
        return misuse("too many operands");
    if (command->writes && !request->output)
        return misuse("-o OUT is missing");
    if (!command->writes && request->output)
        return misuse("-o goes with compiling only");
    if (request->json && command->run != command_dump)
        return misuse("--json goes with --dump only");
    return command->run(request);
}

/* The status, or -1: there is a command to run. */
static int read_option(int option, const struct command **command, struct request *request)
{
    const struct command *named = find_command(option);
    if (named && *command != &compile_command && *command != named)
        return misuse("one command at a time");
    if (named)
        *command = named;
    else if (option == 'o')
        request->output = optarg;
    else if (option == 'I')
        request->folders[request->folder_count++] = optarg;
    else if (option == OPTION_JSON)
        request->json = true;
    else if (option == OPTION_WERROR)
        request->strict = true;
    else if (option == OPTION_HELP)
        return fputs(help, stdout) < 0 ? EXIT_TROUBLE : EXIT_CLEAN;
    else if (option == OPTION_VERSION)
        return print_version();
    else
        return EXIT_TROUBLE;
    return -1;
}

static int read_options(int argc, char **argv, struct request *request)
{
    const struct command *command = &compile_command;
    int option;
    while ((option = getopt_long(argc, argv, "o:I:", options, NULL)) != -1) {
        int status = read_option(option, &command, request);
        if (status >= 0)
            return status;
    }
    request->operands = argv + optind;
    request->count = (size_t)(argc - optind);
    request->folders[request->folder_count++] = TEMPLATE_DIR;
    return run(command, request);
}

int main(int argc, char **argv)
{
    setlocale(LC_CTYPE, "C.UTF-8"); /* widths of characters, the same everywhere */
    struct request request = {.folders = calloc((size_t)argc + 1, sizeof(char *))};
    if (!request.folders)
        return trouble("out of memory");
    int status = read_options(argc, argv, &request);
    free(request.folders);
    return status;
}
