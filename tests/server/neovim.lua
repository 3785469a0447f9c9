-- SPDX-License-Identifier: GPL-2.0-only
-- Runs in Neovim: opens policies, edits them, and looks at what its language client shows.
local passed, failed = 0, 0

local function check(name, condition, seen)
    if condition then
        passed = passed + 1
    else
        failed = failed + 1
        io.stdout:write("not ok " .. name .. ": " .. vim.inspect(seen) .. "\n")
    end
end

-- What the function returns, as soon as that is true.
local function await(what)
    local value
    vim.wait(30000, function()
        value = what()
        return value
    end, 10)
    return value
end

local function write(name, lines)
    vim.fn.writefile(lines, name)
end

local function request(method, more)
    local parameters = vim.tbl_extend("force", vim.lsp.util.make_position_params(), more or {})
    local answers = vim.lsp.buf_request_sync(0, "textDocument/" .. method, parameters, 30000)
    local _, answer = next(answers or {})
    return answer and answer.result
end

local function find(text)
    vim.fn.cursor(1, 1)
    vim.fn.search("\\V" .. text, "c")
end

-- Checks that there is one finding at a place sooner or later: Neovim sends what is typed a moment later.
local function check_finding(name, code, line, from, to)
    check(name, await(function()
        local list = vim.diagnostic.get(0)
        local one = list[1]
        return #list == 1 and one.code == code and one.lnum == line and one.col == from and one.end_col == to
    end), vim.diagnostic.get(0))
end

local function check_clean(name)
    check(name, await(function() return #vim.diagnostic.get(0) == 0 end), vim.diagnostic.get(0))
end

local function run()
    write("library.xpol", { "# a library", "profile web { allow sched_op }" })
    write("main.xpol", {
        'policy "main" version 1',
        'import "library.xpol"',
        "profile administrator { allow all }",
        "domain Domain-0 { profile administrator }",
        'test "😀" { Domain-0: sched_op.yield => allow } domain recon { profile web } # 😀',
        "domain other   {   profile wbe }",
    })

    vim.cmd("edit main.xpol")
    local client = vim.lsp.start_client({ cmd = { vim.env.POLICYC, "--lsp" }, root_dir = vim.fn.getcwd() })
    vim.lsp.buf_attach_client(0, client)

    check_finding("a finding", "XP0210", 5, 27, 30)

    find("wbe")
    local actions = request("codeAction", { range = vim.lsp.util.make_range_params().range, context = { diagnostics = {} } })
    check("a quick fix", actions and actions[1] and actions[1].title:find("web"), actions)
    if actions and actions[1] then
        vim.lsp.util.apply_workspace_edit(actions[1].edit, "utf-16")
    end
    check_clean("after the quick fix")

    find("profile web")
    vim.fn.search("web")
    local places = request("definition")
    check("a definition", places and #places == 1 and places[1].uri:match("library.xpol$")
        and places[1].range.start.line == 1, places)
    local hover = request("hover")
    check("a hover", hover and hover.contents.value:match("declared in library.xpol"), hover)

    find("recon")
    vim.lsp.buf.rename("scout")
    check("a rename behind wide characters",
        await(function() return vim.fn.getline(5) == 'test "😀" { Domain-0: sched_op.yield => allow } domain scout { profile web } # 😀' end), vim.fn.getline(5))

    find("profile web")
    vim.fn.search("web")
    vim.lsp.buf.rename("shop")
    check("a rename", await(function() return vim.fn.getline(6):match("profile shop }") end), vim.fn.getline(6))
    local other = vim.fn.bufnr("library.xpol")
    vim.lsp.buf_attach_client(other, client)
    check("in the other file", other > 0 and vim.fn.getbufline(other, 2)[1] == "profile shop { allow sched_op }",
        vim.fn.getbufline(other, 2))

    vim.lsp.buf.formatting_sync(nil, 30000)
    local last = vim.fn.line("$")
    check("formatting", vim.fn.getline(last):match("^domain other +{ profile shop }$"), vim.fn.getline(1, "$"))

    vim.fn.append(last, "domain third { profile ")
    local items = request("completion", { position = { line = last, character = 23 } })
    local labels = vim.tbl_map(function(item) return item.label end, items or {})
    check("completion", vim.tbl_contains(labels, "shop") and vim.tbl_contains(labels, "administrator"), labels)

    -- Typing, as the editor sends it.
    vim.fn.setline(last + 1, "domain third { profile shop }")
    vim.fn.setline(1, 'policy "😀 main" version 1')
    check_clean("after typing")
    vim.fn.setline(last + 1, "domain third { profile 😀😀 }")
    check_finding("a finding after typing", "XP0101", last, 23, 31)

    vim.lsp.stop_client(client)
    check("the server ends", await(function() return #vim.lsp.get_active_clients() == 0 end), vim.lsp.get_active_clients())
end

-- Whatever happens, Neovim ends.
local well, mistake = pcall(run)
check("the script", well, mistake)
io.stdout:write(("server-neovim: %d passed, %d failed\n"):format(passed, failed))
vim.cmd(failed == 0 and passed > 0 and "qall!" or "cquit!")
