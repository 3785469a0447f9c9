/* SPDX-License-Identifier: GPL-2.0-only */
/* xenond: the hypervisor's log into the audit database. */
#include "runtime/xenond/xenond.h"
#include "runtime/sim.h"

#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

/* Exit statuses, as xenond(8) documents them. */
enum { DONE = 0, BAD_CONFIG = 1, TROUBLE = 2, UNREACHABLE = 3 };

static const char help[] =
    "usage: xenond [--config FILE] [--check] [--host sim:FILE]\n"
    "Stores the records of the hypervisor's log in the audit database, in the foreground.\n\n"
    "  --config FILE    read FILE rather than " CONFIG_FILE "\n"
    "  --check          only check the configuration\n"
    "  --host sim:FILE  another host than this one: a simulated one, in a file\n"
    "  --help           show this\n\n"
    "Exit status: 0 ended by a signal, or the configuration is right; 1 the configuration is\n"
    "wrong; 2 usage, or trouble with the system; 3 no Xenon hypervisor here, not permitted, or\n"
    "its log is another program's.\n";

/* What journald takes for the priority would only be in a terminal's way. */
void say(int priority, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    if (getenv("JOURNAL_STREAM"))
        fprintf(stderr, "<%d>", priority);
    else
        fputs("xenond: ", stderr);
    vfprintf(stderr, format, values);
    fputc('\n', stderr);
    va_end(values);
}

static bool read_boot_id(char id[ENTRY_TEXT])
{
    char line[ENTRY_TEXT] = "";
    FILE *file = fopen("/proc/sys/kernel/random/boot_id", "re");
    if (!file || !fgets(line, sizeof(line), file)) {
        say(LOG_ERR, "no boot id in /proc: %s", strerror(errno));
        if (file)
            fclose(file);
        return false;
    }
    fclose(file);
    entry_set_text(id, line, strcspn(line, "\n"));
    return true;
}

/* Why the hypervisor didn't answer. */
static const char *reason(int error)
{
    switch (error) {
    case -ENOENT:
        return "there is no Xen below this system, or its driver xen_privcmd isn't loaded";
    case -ENOSYS:
        return "it has no Xenon security module, or one of another version";
    case -EPERM:
        return "the live policy doesn't allow xsm_op.status to this domain";
    default:
        return strerror(-error);
    }
}

/* `host` is the file of a simulated one, or NULL: this one. */
static bool reach(const char *host, struct xenon **xenon)
{
    struct xenon_status status;
    int error = host ? sim_open(host, xenon) : xenon_open(xenon);
    if (!error)
        error = xenon_get_status(*xenon, &status);
    if (error)
        say(LOG_ERR, "can't reach Xenon in %s: %s", host ? host : "a hypervisor below this system",
            host ? strerror(-error) : reason(error));
    return error == 0;
}

/* If the configuration has a bridge. */
static bool start_network(struct daemon *daemon, const char *host)
{
    struct xenon *xenon = NULL;
    if (!daemon->config.bridge)
        return true;
    if (!reach(host, &xenon)) {
        xenon_close(xenon);
        return false;
    }
    daemon->network = network_start(&daemon->config, xenon);
    if (!daemon->network)
        say(LOG_ERR, "the network's rules can't be kept: %s", strerror(errno));
    return daemon->network;
}

static int run(struct daemon *daemon, const char *host)
{
    if (!read_boot_id(daemon->boot_id) || !forward_open(&daemon->forward, &daemon->config))
        return TROUBLE;
    daemon->queue.records = calloc(QUEUE, sizeof(*daemon->queue.records));
    if (!daemon->queue.records)
        return TROUBLE;
    if (!reach(host, &daemon->xenon) || !start_network(daemon, host))
        return UNREACHABLE;
    struct server *server = NULL;
    if (daemon->config.socket[0] && !(server = server_open(daemon)))
        return TROUBLE;
    int status = loop_run(daemon, server);
    server_close(server);
    return status;
}

static int with_config(const char *path, bool check, const char *host)
{
    struct daemon daemon = {.forward = {.syslog = -1, .journald = -1}};
    char error[CONFIG_ERROR];
    int status = BAD_CONFIG;
    if (!config_read(&daemon.config, path, error))
        fprintf(stderr, "xenond: %s\n", error);
    else if (check)
        status = DONE;
    else {
        model_start(&daemon.model, &daemon.config);
        status = run(&daemon, host);
    }
    network_stop(daemon.network);
    store_close(daemon.store);
    xenon_close(daemon.xenon);
    model_end(&daemon.model);
    forward_close(&daemon.forward);
    free(daemon.queue.records);
    config_free(&daemon.config);
    return status;
}

/* NULL: getopt has said what is wrong. */
static int wrong_usage(const char *word)
{
    if (word)
        fprintf(stderr, "xenond: `%s` isn't expected there; see `xenond --help`\n", word);
    return TROUBLE;
}

int main(int argc, char **argv)
{
    static const struct option options[] = {
        {"config", required_argument, NULL, 'c'},
        {"check", no_argument, NULL, 'k'},
        {"host", required_argument, NULL, 'H'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    static const char sim[] = "sim:";
    const char *path = CONFIG_FILE, *host = NULL;
    bool check = false;
    int option;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == 'h') {
            fputs(help, stdout);
            return fflush(stdout) ? TROUBLE : DONE;
        }
        if (option == 'c')
            path = optarg;
        else if (option == 'k')
            check = true;
        else if (option == 'H' && strncmp(optarg, sim, strlen(sim)) == 0)
            host = optarg + strlen(sim);
        else
            return wrong_usage(option == 'H' ? optarg : NULL);
    }
    if (optind != argc)
        return wrong_usage(argv[optind]);
    return with_config(path, check, host);
}
