/* SPDX-License-Identifier: GPL-2.0-only */
/* xenon-audit: what the audit database knows. */
#include "runtime/audit/command.h"

#include <stdarg.h>
#include <stdio.h>

enum audit_exit complain(const char *format, ...)
{
    va_list values;
    va_start(values, format);
    fputs("xenon-audit: ", stderr);
    vfprintf(stderr, format, values);
    fputc('\n', stderr);
    va_end(values);
    return AUDIT_TROUBLE;
}

struct store *open_or_complain(const struct command *command, enum store_mode mode)
{
    struct store *store = NULL;
    if (store_open(command->database, mode, NULL, NULL, &store) == STORE_DONE)
        return store;
    complain("the database %s: %s", command->database, store_error(store));
    store_close(store);
    return NULL;
}

enum audit_exit end_with(const struct store *store, enum store_result result)
{
    if (result == STORE_STOPPED || fflush(stdout) || ferror(stdout))
        return AUDIT_TROUBLE; /* nobody reads on */
    if (result == STORE_DONE)
        return AUDIT_DONE;
    complain("the database: %s", store_error(store));
    return AUDIT_ABSENT;
}

/* The database is the configuration's, where the command line names none. */
static enum audit_exit run_configured(struct command *command)
{
    struct config config = {.database = NULL};
    char error[CONFIG_ERROR];
    enum audit_exit status = AUDIT_DONE;
    const char *path = command->config_path;
    command->config = &config;
    if ((path || !command->database) && !config_read(&config, path ? path : CONFIG_FILE, error))
        status = complain("%s", error);
    if (!command->database)
        command->database = config.database;
    if (status == AUDIT_DONE)
        status = command->verb->run(command);
    config_free(&config);
    return status;
}

int main(int argc, char **argv)
{
    struct command command;
    enum audit_exit status = arguments_read(argc, argv, &command);
    if (status != AUDIT_DONE)
        return (int)status;
    if (command.help)
        arguments_help(command.verb, stdout);
    else if (command.verb->takes >> OPTION_CONFIG & 1)
        return (int)run_configured(&command);
    else
        status = command.verb->run(&command);
    return (int)(fflush(stdout) || ferror(stdout) ? AUDIT_TROUBLE : status);
}
