/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/terminal/terminal.h"

#include <curses.h>
#include <langinfo.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

#include "base/environment.h"
#include "base/text.h"
#include "ui/terminal/colours.h"
#include "ui/terminal/crash.h"
#include "ui/terminal/term_input.h"
#include "ui/terminal/term_output.h"
#include "ui/terminal/term_signals.h"
#include "ui/terminal/term_size.h"
#include "ui/terminal/term_squeeze.h"
#include "ui/terminal/term_type.h"

enum {
	ROOM = 256,
	PIECE = 16384,
};

static struct {
	SCREEN *screen; /* NULL: not started */
	/* curses writes whenever the cursor moves, each time a packet on a network
	 * connection. So it writes into memory, which each flush sends in one piece. */
	FILE *memory;
	struct termios before, raw;
	char type[64];
	const char *paste_on, *paste_off; /* "" if the terminal has none */
	/* The cell last put at each position (0: unknown), followed by a scratch row. */
	chtype *known, *cells;
	size_t places;
	chtype focus;
	bool colours, clipboard, lost;
	int row, column;
	struct pd_squeeze sent;
} term;

/* "" if the terminal has no capability of that name. */
static const char *
read_capability(const char *name)
{
	const char *string = tigetstr(name);
	return string == NULL || string == (const char *)-1 ? "" : string;
}

/* Is the type in terminfo? *usable: it can place the cursor and clear the screen. */
static bool
has_terminfo(const char *type, bool *usable)
{
	int found = 0;
	*usable = false;
	if (setupterm(type, STDOUT_FILENO, &found) != OK)
		return false;
	*usable = *read_capability("cup") != '\0' && *read_capability("clear") != '\0';
	(void)del_curterm(cur_term);
	return true;
}

/* Without TERM, assume that the terminal can do nothing. */
static const char *
read_term(void)
{
	const char *type = getenv("TERM");
	return type != NULL && *type != '\0' ? type : "dumb";
}

/* The wanted type or the nearest known one; NULL if none is usable, and *notice says so
 * where that is for want of any description. */
static const char *
choose_type(const char *wanted, char **notice)
{
	bool usable;
	if (has_terminfo(wanted, &usable))
		return usable ? wanted : NULL;
	const char *type = pd_term_similar_type(wanted);
	if (!has_terminfo(type, &usable))
		type = "vt100";
	if (!usable && !has_terminfo(type, &usable)) {
		*notice = pd_format(_("This host has no descriptions of terminals "
				      "(terminfo), neither of %s nor of %s, so the "
				      "screen cannot be drawn; install the package "
				      "ncurses-base."),
			wanted, type);
		return NULL;
	}
	*notice = pd_format(_("The terminal type %s is not known on this host; the "
			      "screen is drawn for %s."),
		wanted, type);
	return type;
}

bool
pd_term_can_show(char **why)
{
	PD_AUTO(pd_drop_text) char *notice = NULL;
	PD_AUTO(pd_environment_show_home) char *home = pd_environment_hide_home();
	*why = NULL;
	if (choose_type(read_term(), &notice) != NULL)
		return true;
	*why = pd_steal(notice);
	return false;
}

static bool
check_terminal(struct pd_error *error)
{
	if (!isatty(STDIN_FILENO))
		return pd_fail(error, PD_EUSAGE, "",
			_("the screen needs a terminal, and standard input is none; "
			  "\"pemdeck --help\" lists the commands that need none"));
	if (!isatty(STDOUT_FILENO))
		return pd_fail(error, PD_EUSAGE, "",
			_("the screen needs a terminal, and standard output is none; "
			  "\"pemdeck --help\" lists the commands that need none"));
	if (tcgetattr(STDIN_FILENO, &term.before) != 0)
		return pd_fail_errno(error, PD_EIO, "",
			_("the settings of the terminal cannot be read"));
	return true;
}

static bool
open_screen(char **notice, struct pd_error *error)
{
	PD_AUTO(pd_environment_show_home) char *home = pd_environment_hide_home();
	PD_AUTO(pd_term_size_told_before)
	struct pd_size_told size = pd_term_size_tell();
	const char *type = choose_type(read_term(), notice);
	if (type == NULL)
		return pd_fail(error, PD_EUSAGE, "TERM",
			_("a terminal of this type cannot show the screen; set TERM to "
			  "its real type, or use the commands that \"pemdeck --help\" "
			  "lists"));
	(void)snprintf(term.type, sizeof term.type, "%s", type);
	int memory = memfd_create("screen", MFD_CLOEXEC);
	term.memory = memory < 0 ? NULL : fdopen(memory, "w");
	if (term.memory == NULL)
		return pd_fail_errno(error, PD_EIO, "",
			_("the screen needs a file in memory, which cannot be made; "
			  "use "
			  "--linear, or the commands that \"pemdeck --help\" lists"));
	term.screen = newterm(type, term.memory, stdin);
	if (term.screen != NULL)
		return true;
	(void)fclose(term.memory);
	return pd_fail(error, PD_EIO, "TERM",
		_("the screen could not be opened on a terminal of this type"));
}

static void
choose_looks(void)
{
	const char *no_color = getenv("NO_COLOR");
	bool wanted = no_color == NULL || *no_color == '\0';
	term.focus = termattrs() & A_REVERSE    ? A_REVERSE
		     : termattrs() & A_STANDOUT ? A_STANDOUT
						: A_BOLD;
	int has = tigetnum("colors");
	bool enough = pd_colour_pair(has, PD_COLOUR_BAD).back >= 0;
	term.colours = wanted && enough && has_colors() && start_color() == OK;
	if (!term.colours)
		return;
	(void)use_default_colors();
	for (short i = PD_COLOUR_WARN; i <= PD_COLOUR_BAD; i++) {
		struct pd_colour_pair pair = pd_colour_pair(has, (enum pd_colour_use)i);
		(void)init_pair(i, pair.fore, pair.back);
	}
}

static void
forget_cells(void)
{
	if (term.known != NULL)
		pd_wipe(term.known, term.places * sizeof *term.known);
	free(term.known);
	term.known = term.cells = NULL;
	term.places = 0;
}

/* After a change of size we no longer know what curses kept where. */
static void
update_size(void)
{
	int high = LINES, wide = COLS;
	(void)pd_term_window(&high, &wide);
	bool changed = high != LINES || wide != COLS;
	if (changed)
		(void)resize_term(high, wide);
	if (!changed && term.known != NULL)
		return;
	forget_cells();
	size_t width = (size_t)COLS, shown = (size_t)LINES * width;
	term.places = shown + width;
	term.known = pd_alloc(term.places, sizeof *term.known);
	term.cells = term.known + shown;
}

static void
choose_modes(void)
{
	term.raw = pd_term_output_modes(&term.before);
	(void)tcsetattr(STDIN_FILENO, TCSADRAIN, &term.raw);
	update_size();
	(void)keypad(stdscr, TRUE);
	/* Do not interrupt painting for input: the app paints once per burst of keys
	 * anyway. */
	(void)typeahead(-1);
	(void)leaveok(stdscr, FALSE);
}

static struct pd_key_map
map_terminal_keys(void)
{
	static const struct {
		const char *name;
		int key;
	} keys[] = {
		{"kcuu1", PD_KEY_UP},
		{"kcud1", PD_KEY_DOWN},
		{"kcub1", PD_KEY_LEFT},
		{"kcuf1", PD_KEY_RIGHT},
		{"kpp", PD_KEY_PAGE_UP},
		{"knp", PD_KEY_PAGE_DOWN},
		{"khome", PD_KEY_HOME},
		{"kend", PD_KEY_END},
		{"kich1", PD_KEY_INSERT},
		{"kdch1", PD_KEY_DELETE},
		{"kbs", PD_KEY_BACKSPACE},
		{"kent", PD_KEY_ENTER},
		{"kcbt", PD_KEY_BACKTAB},
	};
	/* The C locale says nothing about the encoding that the terminal sends. */
	bool silent = strcmp(nl_langinfo(CODESET), "ANSI_X3.4-1968") == 0;
	struct pd_key_map map = {.utf8 = silent || pd_term_is_unicode()};
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		pd_key_map_add(
			&map, pd_copy(read_capability(keys[i].name)), keys[i].key);
	for (int i = 0; i < 12; i++) {
		PD_AUTO(pd_drop_text) char *name = pd_format("kf%d", i + 1);
		pd_key_map_add(&map, pd_copy(read_capability(name)), PD_KEY_F1 + i);
	}
	return map;
}

static void
write_text_to_terminal(const char *text)
{
	const unsigned char *bytes = (const unsigned char *)text;
	/* A lost terminal is noticed when reading from it. */
	(void)pd_term_output_write((struct pd_bytes){bytes, strlen(text)});
}

/* Sends what curses wrote and wipes it, as it may contain a private key. */
static void
send_memory(void)
{
	unsigned char piece[PIECE];
	int memory = fileno(term.memory);
	off_t size = lseek(memory, 0, SEEK_CUR);
	for (off_t at = 0; at < size; at += PIECE) {
		size_t count = size - at < PIECE ? (size_t)(size - at) : PIECE;
		if (pread(memory, piece, count, at) != (ssize_t)count)
			break;
		int width = size <= PIECE ? COLS : 0;
		size_t left = pd_term_squeeze(&term.sent, width, piece, count);
		(void)pd_term_output_write((struct pd_bytes){piece, left});
		pd_wipe(piece, count);
		(void)!pwrite(memory, piece, count, at);
	}
	(void)lseek(memory, 0, SEEK_SET);
}

/* What a crash has to write depends on the screen size. */
static void
prepare_for_crash(void)
{
	const char *const strings[] = {term.paste_off, read_capability("sgr0"),
		term.colours ? read_capability("op") : "", read_capability("rmkx"),
		read_capability("cnorm"), tiparm(read_capability("cup"), LINES - 1, 0),
		read_capability("rmcup"), "\r\n"};
	char restoring[ROOM] = "";
	for (size_t i = 0; i < sizeof strings / sizeof *strings; i++)
		pd_term_append_plain(restoring, sizeof restoring, strings[i]);
	pd_crash_arm(STDOUT_FILENO, restoring, &term.before, true);
}

/* tmux marks pastes, but often runs under screen's terminfo entry, which does not
 * mention them. */
static void
choose_pastes(void)
{
	term.paste_on = read_capability("BE");
	term.paste_off = read_capability("BD");
	bool known = *term.paste_on != '\0' && *term.paste_off != '\0';
	bool screen = strncmp(term.type, "screen", 6) == 0;
	if (!known) {
		term.paste_on = screen ? "\033[?2004h" : "";
		term.paste_off = screen ? "\033[?2004l" : "";
	}
	term.clipboard = known || screen;
	pd_input_start(map_terminal_keys(), known ? PD_PASTE_MARKED : PD_PASTE_BY_TIME);
}

bool
pd_term_start(char **notice, struct pd_error *error)
{
	*notice = NULL;
	term.lost = false;
	PD_AUTO(pd_drop_text) char *said = NULL;
	/* Signals first: curses installs its own handlers for those without one. */
	if (!check_terminal(error) || !pd_signals_start(error))
		return false;
	pd_term_output_open();
	if (!open_screen(&said, error)) {
		pd_term_output_close();
		pd_signals_stop();
		return false;
	}
	static bool at_exit;
	if (!at_exit) /* a library may end the process */
		at_exit = atexit(pd_term_stop) == 0;
	choose_looks();
	choose_pastes();
	prepare_for_crash();
	choose_modes();
	write_text_to_terminal(term.paste_on);
	*notice = pd_steal(said);
	return true;
}

void
pd_term_stop(void)
{
	/* A child that exits must leave its parent's terminal alone. */
	if (term.screen == NULL || !pd_signals_are_ours())
		return;
	pd_term_suspend();
	if (term.lost) /* what was pasted must not run in the shell */
		(void)tcflush(STDIN_FILENO, TCIFLUSH);
	delscreen(term.screen);
	(void)fclose(term.memory);
	forget_cells();
	term.screen = NULL;
	pd_term_output_close();
	pd_signals_stop();
	pd_input_stop();
}

struct pd_size
pd_term_size(void)
{
	return (struct pd_size){LINES, COLS};
}

bool
pd_term_is_slow(void)
{
	/* The constants of speeds are in ascending order. */
	speed_t speed = cfgetospeed(&term.before);
	return speed != B0 && speed < B38400;
}

/* The style as a cell without a character. */
static chtype
make_look(unsigned style)
{
	if (style == PD_STYLE_PLAIN)
		return A_NORMAL;
	chtype look = style & PD_STYLE_FOCUS ? term.focus : A_NORMAL;
	bool marked = (style & (PD_STYLE_BAD | PD_STYLE_WARN)) != 0;
	if (style & (PD_STYLE_TITLE | PD_STYLE_KEY) || (marked && !term.colours))
		look |= A_BOLD;
	if (style & PD_STYLE_DIM)
		look |= A_DIM;
	if (marked && term.colours)
		look |= COLOR_PAIR(
			style & PD_STYLE_BAD ? PD_COLOUR_BAD : PD_COLOUR_WARN);
	return look;
}

/* Plain blanks are the cheapest to send, wherever no bar has to be visible. */
static chtype
make_blank(unsigned style)
{
	return ' ' | make_look(style & PD_STYLE_FOCUS ? style : PD_STYLE_PLAIN);
}

/* Tells curses only about changed cells, so that it has less to compare. */
static void
put_cells(int row, int column, const chtype *cells, int count)
{
	chtype *known = &term.known[row * COLS + column];
	size_t size = (size_t)count * sizeof *cells;
	if (memcmp(known, cells, size) == 0)
		return;
	memcpy(known, cells, size);
	(void)mvaddchnstr(row, column, cells, count);
}

/* Most text is printable ASCII, which needs neither escaping nor measuring. false: it
 * is not, and nothing was put. */
static bool
put_ascii(int row, int column, int width, unsigned style, const char *text)
{
	chtype look = make_look(style), blank = make_blank(style);
	int count = 0;
	for (; count < width && text[count] >= ' ' && text[count] <= '~'; count++)
		term.cells[count] = (unsigned char)text[count] | look;
	if (count < width && text[count] != '\0')
		return false;
	while (count < width)
		term.cells[count++] = blank;
	put_cells(row, column, term.cells, width);
	return true;
}

static void
put_unicode(int row, int column, int width, unsigned style, const char *text)
{
	PD_AUTO(pd_drop_text) char *shown = pd_term_text(text);
	shown[pd_text_fit(shown, width)] = '\0';
	memset(&term.known[row * COLS + column], 0, (size_t)width * sizeof *term.known);
	(void)attrset((int)make_look(style));
	PD_AUTO(pd_drop_text) char *bytes = pd_term_encode(shown);
	(void)mvaddstr(row, column, bytes);
	int cells = pd_text_cells(shown);
	(void)put_ascii(row, column + cells, width - cells, style, "");
}

void
pd_term_put(int row, int column, int width, unsigned style, const char *text)
{
	if (row < 0 || row >= LINES || column < 0 || column >= COLS || width <= 0)
		return;
	if (width > COLS - column)
		width = COLS - column;
	if (!put_ascii(row, column, width, style, text))
		put_unicode(row, column, width, style, text);
}

void
pd_term_blank(int row, int rows)
{
	for (int i = row < 0 ? 0 : row; i < row + rows && i < LINES; i++)
		(void)put_ascii(i, 0, COLS, PD_STYLE_PLAIN, "");
}

void
pd_term_clear(int row)
{
	size_t first = (size_t)row * (size_t)COLS;
	(void)move(row, 0);
	(void)clrtobot();
	(void)refresh();
	memset(term.known + first, 0, (term.places - first) * sizeof *term.known);
}

void
pd_term_cursor(int row, int column)
{
	term.row = row;
	term.column = column;
}

void
pd_term_flush(void)
{
	int row = term.row < LINES ? term.row : LINES - 1;
	int column = term.column < COLS ? term.column : COLS - 1;
	(void)move(row < 0 ? 0 : row, column < 0 ? 0 : column);
	(void)refresh();
	send_memory();
}

void
pd_term_bell(void)
{
	write_text_to_terminal("\a");
}

void
pd_term_repaint(void)
{
	update_size();
	prepare_for_crash();
	term.sent = (struct pd_squeeze){0};
	(void)clearok(curscr, TRUE);
}

void
pd_term_suspend(void)
{
	pd_signals_pause();
	write_text_to_terminal(term.paste_off);
	(void)endwin();
	send_memory();
	(void)tcsetattr(STDIN_FILENO, term.lost ? TCSANOW : TCSADRAIN, &term.before);
	pd_crash_disarm();
}

void
pd_term_resume(void)
{
	pd_signals_resume();
	pd_term_repaint();
	(void)tcsetattr(STDIN_FILENO, TCSADRAIN, &term.raw);
	pd_term_flush();
	write_text_to_terminal(term.paste_on);
}

/* Stopped from outside; C-z arrives as a key. */
static void
stop_process(void)
{
	pd_term_suspend();
	(void)raise(SIGTSTP);
	pd_term_resume();
}

static int
handle_signals(void)
{
	if (!pd_signals_any())
		return PD_KEY_NONE;
	static const int ends[] = {SIGTERM, SIGHUP, SIGINT, SIGQUIT};
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		term.lost |= pd_signals_take(ends[i]);
	if (term.lost) {
		pd_term_output_hurry();
		return PD_KEY_LOST;
	}
	/* Before asking for the size, so that another change meanwhile is noticed. */
	(void)pd_signals_take(SIGWINCH);
	if (pd_signals_take(SIGTSTP))
		stop_process();
	else if (pd_signals_take(SIGCONT)) { /* after SIGSTOP, which cannot be caught */
		pd_term_suspend();
		pd_term_resume();
	} else
		pd_term_repaint();
	return PD_KEY_RESIZE;
}

int
pd_term_key(int milliseconds)
{
	if (term.screen == NULL || term.lost)
		return PD_KEY_LOST;
	int key = handle_signals();
	if (key != PD_KEY_NONE)
		return key;
	key = pd_input_key(milliseconds);
	term.lost = key == PD_KEY_LOST;
	if (term.lost)
		pd_term_output_hurry();
	return key == PD_KEY_NONE ? handle_signals() : key;
}

bool
pd_term_pending(void)
{
	return pd_signals_any() || pd_input_pending();
}

struct pd_pasted
pd_term_paste(void)
{
	return pd_input_paste();
}

void
pd_term_watch(int descriptor)
{
	pd_input_watch(descriptor);
}

enum pd_sent
pd_term_copy(struct pd_bytes text)
{
	enum { LONGEST = 74994 }; /* what xterm takes: 100,000 bytes in all */
	if (!term.clipboard || text.size > LONGEST)
		return PD_SENT_NOT;
	pd_term_output_copy(text);
	return getenv("TMUX") != NULL ? PD_SENT_TO_TMUX : PD_SENT;
}
