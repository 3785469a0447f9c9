// SPDX-License-Identifier: GPL-2.0-only
// Starts the compiler's language server, which does everything else, and stops it.
'use strict';

const { window, workspace } = require('vscode');
const { LanguageClient } = require('vscode-languageclient/node');

let client;

function start() {
    const settings = workspace.getConfiguration('xpol');
    const folders = settings.get('importFolders').flatMap((folder) => ['-I', folder]);
    const server = { command: settings.get('compiler'), args: ['--lsp', ...folders] };
    client = new LanguageClient('xpol', 'Xenon policies', server, {
        documentSelector: [{ language: 'xpol', scheme: 'file' }],
        synchronize: { fileEvents: workspace.createFileSystemWatcher('**/*.xpol') },
    });
    return client.start().catch((error) => {
        window.showErrorMessage(`${server.command} can't be started: ${error.message}. The setting xpol.compiler says where it is.`);
    });
}

async function stop() {
    const running = client;
    client = undefined;
    if (running && running.isRunning()) {
        await running.stop();
    }
}

function activate(context) {
    context.subscriptions.push(
        workspace.onDidChangeConfiguration(async (change) => {
            if (change.affectsConfiguration('xpol')) {
                await stop();
                await start();
            }
        }),
    );
    return start();
}

module.exports = { activate, deactivate: stop };
