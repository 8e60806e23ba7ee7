// What Swift sees of ncurses and the terminal: no globals, no macros, no variadics.
#ifndef CNCURSES_SHIM_H
#define CNCURSES_SHIM_H

// No feature macros: the C library's types must be those that Swift's own Glibc module has. And no <fcntl.h>: with it
// `struct stat` would be this module's as often as Glibc's, by the order in which files are compiled.
#define NCURSES_WIDECHAR 1

#include <curses.h>
#include <langinfo.h>
#include <locale.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

// term.h defines these capability names as macros, which would reach into Swift's importer.
#undef columns
#undef lines
#undef tab

// MARK: - Text

// wchar.h declares it for X/Open programs only.
extern int wcwidth(wchar_t character);

// Takes LC_CTYPE from the environment; nonzero when its character set is UTF-8.
static inline int cncurses_use_locale(void) {
  if (setlocale(LC_CTYPE, "") == NULL) return 0;
  return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

// The cells of a character, as ncurses counts them.
static inline int cncurses_width(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

// MARK: - The terminal

// What is missing for a full screen on `terminal`.
enum cncurses_terminal_fitness {
  CNCURSES_FIT = 0,
  CNCURSES_NO_DATABASE = 1,
  CNCURSES_UNKNOWN_TERMINAL = 2,
  CNCURSES_NO_CURSOR_MOTION = 3,
};

static inline int cncurses_fitness(const char *terminal, int output) {
  int status = 0;
  if (setupterm(terminal, output, &status) != OK) {
    return status < 0 ? CNCURSES_NO_DATABASE : CNCURSES_UNKNOWN_TERMINAL;
  }
  const char *motion = tigetstr("cup");
  const int moves = motion != NULL && motion != (const char *)-1;
  if (cur_term != NULL) del_curterm(cur_term);
  return moves ? CNCURSES_FIT : CNCURSES_NO_CURSOR_MOTION;
}

// How many colours `terminal` has; 0 for none, or a terminal that is not known.
static inline int cncurses_colours(const char *terminal, int output) {
  int status = 0;
  if (setupterm(terminal, output, &status) != OK) return 0;
  const int colours = tigetnum("colors");
  if (cur_term != NULL) del_curterm(cur_term);
  return colours > 0 ? colours : 0;
}

// Writes the terminal's own sequence `name` to `buffer`, without padding; its length, 0 when there is none.
static inline size_t cncurses_sequence(const char *name, char *buffer, size_t capacity) {
  const char *text = tigetstr(name);
  if (text == NULL || text == (const char *)-1) return 0;
  size_t used = 0;
  while (*text != 0 && used < capacity) {
    const char *end = text[0] == '$' && text[1] == '<' ? strchr(text, '>') : NULL;
    if (end != NULL) {
      text = end + 1;
    } else {
      buffer[used++] = *text++;
    }
  }
  return used;
}

// Whether the terminal on `output` that setupterm knows as `terminal` can be described anew; the capabilities of
// the description come one by one. Call cncurses_close_description afterwards.
static inline int cncurses_open_description(const char *terminal, int output) {
  int status = 0;
  return setupterm(terminal, output, &status) == OK;
}
static inline void cncurses_close_description(void) {
  if (cur_term != NULL) del_curterm(cur_term);
}
static inline const char *cncurses_flag_name(int place) { return boolnames[place]; }
static inline const char *cncurses_number_name(int place) { return numnames[place]; }
static inline const char *cncurses_string_name(int place) { return strnames[place]; }
static inline int cncurses_flag(const char *name) { return tigetflag(name); }
static inline int cncurses_number(const char *name) { return tigetnum(name); }

// The sequence as the database has it, padding and parameters included; NULL when there is none.
static inline const char *cncurses_raw_sequence(const char *name) {
  const char *text = tigetstr(name);
  return text == (const char *)-1 ? NULL : text;
}

// The size of the window behind `fd`; zero on success.
static inline int cncurses_window_size(int fd, int *columns_out, int *rows_out) {
  struct winsize size;
  if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) return -1;
  *columns_out = size.ws_col;
  *rows_out = size.ws_row;
  return 0;
}

// Bytes that can be read from `fd` at once; 0 at its end, -1 on error.
static inline int cncurses_bytes_waiting(int fd) {
  int count = 0;
  return ioctl(fd, FIONREAD, &count) == 0 ? count : -1;
}

// Takes over the terminal on standard input and output; NULL when it can't be done.
static inline SCREEN *cncurses_open(void) { return newterm(NULL, stdout, stdin); }

// The screen that newterm made, set up as the dashboard wants it: keys at once and in the terminal's application
// mode, no echo, signals on, no flow control. Keys are read from the descriptor, not through ncurses.
static inline void cncurses_prepare(void) {
  cbreak();
  noecho();
  nonl();
  intrflush(stdscr, FALSE);
  keypad(stdscr, TRUE);
  scrollok(stdscr, FALSE);
  leaveok(stdscr, FALSE);
  curs_set(0);
  // With flow control ^S would stop all output, and with it whoever draws: no key would do anything any more.
  struct termios modes;
  if (tcgetattr(STDIN_FILENO, &modes) != 0) return;
  modes.c_iflag &= ~(tcflag_t)IXON;
  tcsetattr(STDIN_FILENO, TCSADRAIN, &modes);
  def_prog_mode();
}

static inline int cncurses_screen_columns(void) { return getmaxx(stdscr); }
static inline int cncurses_screen_rows(void) { return getmaxy(stdscr); }

// A blank cell that looks like this.
static inline cchar_t cncurses_blank(uint32_t attributes, int pair) {
  cchar_t cell;
  memset(&cell, 0, sizeof(cell));
  setcchar(&cell, L" ", (attr_t)attributes, (short)pair, NULL);
  return cell;
}

// Has a cell show a character with its accents, CCHARW_MAX code points with zeros behind the last.
static inline void cncurses_set_text(cchar_t *cell, const uint32_t *scalars) {
  for (int place = 0; place < CCHARW_MAX; place++) cell->chars[place] = (wchar_t)scalars[place];
}

// Puts characters down side by side, each with as many columns as it takes.
static inline void cncurses_put(int row, int column, const cchar_t *cells, int count) {
  mvadd_wchnstr(row, column, cells, count);
}

static inline void cncurses_place_cursor(int row, int column) { wmove(stdscr, row, column); }
static inline void cncurses_show(void) { wrefresh(stdscr); }
static inline void cncurses_erase(void) { werase(stdscr); }
static inline void cncurses_repaint_all(void) { clearok(stdscr, TRUE); }

static inline uint32_t cncurses_bold(void) { return (uint32_t)A_BOLD; }
static inline uint32_t cncurses_dim(void) { return (uint32_t)A_DIM; }
static inline uint32_t cncurses_reverse(void) { return (uint32_t)A_REVERSE; }
static inline uint32_t cncurses_underline(void) { return (uint32_t)A_UNDERLINE; }

// Starts colours on the terminal's own background; how many there are, 0 without.
static inline int cncurses_start_color(void) {
  if (!has_colors() || start_color() != OK) return 0;
  use_default_colors();
  return COLORS;
}

static inline int cncurses_pair_limit(void) { return COLOR_PAIRS; }

// Gives a pair its colours: numbers of the palette, or RGB where the terminal has more than the palette; -1 for the
// terminal's own.
static inline int cncurses_define_pair(int pair, int foreground, int background) {
  return init_extended_pair(pair, foreground, background) == OK;
}

#endif
