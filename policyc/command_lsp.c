/* SPDX-License-Identifier: GPL-2.0-only */
/* --lsp: serves an editor over standard input and output, until it has gone. */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>
#include "policyc/command.h"
#include "policyc/server/session.h"

int command_lsp(const struct request *request)
{
    int in = STDIN_FILENO;
    struct session session = {
        .protocol.transport = {.read = protocol_read_fd,
                               .is_ready = protocol_fd_is_ready,
                               .context = &in,
                               .out = stdout},
        .options = {.folders = request->folders,
                    .folder_count = request->folder_count,
                    .strict = request->strict},
    };
    /* An editor that has gone is no reason to die of: writing fails, and the session ends. */
    signal(SIGPIPE, SIG_IGN);
    return session_run(&session) ? EXIT_CLEAN : EXIT_ERRORS;
}
