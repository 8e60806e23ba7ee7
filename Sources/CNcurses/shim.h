// What Swift sees of the terminal: no ncurses globals, no macros, no variadics. Every function here is
// `static inline`; those that share a static variable say so, and each such group may be called from one
// Swift file only, because every object file gets a copy of its own.
#ifndef CNCURSES_SHIM_H
#define CNCURSES_SHIM_H

// No feature macros: the C library's types must be those that Swift's own Glibc module has. And no <fcntl.h>: with it
// `struct stat` would be this module's as often as Glibc's, by the order in which files are compiled.
#define NCURSES_WIDECHAR 1

#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <term.h>
#include <termios.h>
#include <time.h>
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

// Seconds that local time is ahead of UTC at `when`.
static inline long cncurses_seconds_ahead_of_utc(int64_t when) {
  time_t moment = (time_t)when;
  struct tm local;
  return localtime_r(&moment, &local) == NULL ? 0 : local.tm_gmtoff;
}

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
// mode, no echo, signals on. Keys are read from the descriptor, not through ncurses.
static inline void cncurses_prepare(void) {
  cbreak();
  noecho();
  nonl();
  intrflush(stdscr, FALSE);
  keypad(stdscr, TRUE);
  scrollok(stdscr, FALSE);
  leaveok(stdscr, FALSE);
  curs_set(0);
}

static inline int cncurses_screen_columns(void) { return getmaxx(stdscr); }
static inline int cncurses_screen_rows(void) { return getmaxy(stdscr); }

// Puts one character with its accents at a place; `scalars` are `count` code points, at most five.
static inline void cncurses_put(
  int row, int column, const uint32_t *scalars, int count, uint32_t attributes, int pair) {
  wchar_t text[CCHARW_MAX + 1];
  int used = 0;
  while (used < count && used < CCHARW_MAX) {
    text[used] = (wchar_t)scalars[used];
    used++;
  }
  text[used] = 0;
  cchar_t cell;
  if (setcchar(&cell, text, (attr_t)attributes, (short)pair, NULL) == OK) {
    mvadd_wch(row, column, &cell);
  }
}

static inline void cncurses_clear_row(int row) {
  wmove(stdscr, row, 0);
  wclrtoeol(stdscr);
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

// MARK: - Waking a poll

static inline int cncurses_wake_descriptor(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

// MARK: - Signals that come as bytes in a pipe (SignalSource.swift only)

static inline volatile int *cncurses_signal_pipe(void) {
  static volatile int descriptor = -1;
  return &descriptor;
}

static inline void cncurses_note_signal(int number) {
  const int saved = errno;
  const unsigned char byte = (unsigned char)number;
  if (*cncurses_signal_pipe() >= 0) {
    // A full pipe already wakes the reader.
    const ssize_t written = write(*cncurses_signal_pipe(), &byte, 1);
    (void)written;
  }
  errno = saved;
}

// From now on `number` becomes a byte in `descriptor`; children get the default back when they exec.
static inline int cncurses_catch_signal(int number, int descriptor) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  sigemptyset(&action.sa_mask);
  action.sa_handler = cncurses_note_signal;
  action.sa_flags = SA_RESTART;
  *cncurses_signal_pipe() = descriptor;
  return sigaction(number, &action, NULL);
}

static inline int cncurses_default_signal(int number) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  sigemptyset(&action.sa_mask);
  action.sa_handler = SIG_DFL;
  return sigaction(number, &action, NULL);
}

// MARK: - The process that the shell waits for (StandIn.swift only)

// Forks, and has the child begin this program anew with `arguments`; returns in the child only where that fails. It
// gets SIGHUP when its parent dies.
static inline int cncurses_fork(char *const arguments[]) {
  const pid_t parent = getpid();
  // By its own name, which `ps` shows; or, where the file has been replaced, by the one that always leads to it.
  char path[4096];
  const ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
  path[length > 0 ? length : 0] = 0;
  const pid_t child = fork();
  if (child != 0) return child;
  prctl(PR_SET_PDEATHSIG, SIGHUP, 0, 0, 0);
  // It may have died before anybody asked for the signal.
  if (getppid() != parent) _exit(129);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  execv(path, arguments);
  execv("/proc/self/exe", arguments);
  return 0;
}

// Blocks every signal, so that they can be waited for.
static inline int cncurses_block_signals(void) {
  sigset_t all;
  sigfillset(&all);
  return sigprocmask(SIG_SETMASK, &all, NULL);
}

static inline int cncurses_unblock_signals(void) {
  sigset_t none;
  sigemptyset(&none);
  return sigprocmask(SIG_SETMASK, &none, NULL);
}

// The next signal; `sender` is the process it comes from, 0 for the kernel.
static inline int cncurses_wait_for_signal(int *sender) {
  sigset_t all;
  siginfo_t information;
  sigfillset(&all);
  const int number = sigwaitinfo(&all, &information);
  *sender = number > 0 && information.si_code <= 0 ? information.si_pid : 0;
  return number;
}

// Stops this process by `number` as it does by default, and returns when it goes on; or at once, where nobody is
// there to let it go on.
static inline void cncurses_stop_by(int number) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  sigemptyset(&action.sa_mask);
  action.sa_handler = SIG_DFL;
  sigaction(number, &action, NULL);
  sigset_t one, before;
  sigemptyset(&one);
  sigaddset(&one, number);
  raise(number);
  sigprocmask(SIG_UNBLOCK, &one, &before);
  sigprocmask(SIG_SETMASK, &before, NULL);
}

static inline int cncurses_exit_status(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : -1; }
static inline int cncurses_ending_signal(int status) { return WIFSIGNALED(status) ? WTERMSIG(status) : 0; }

// MARK: - A crash gives the terminal back (CrashRestore.swift only)

struct cncurses_crash {
  volatile sig_atomic_t armed;
  int terminal;
  int error_output;
  size_t length;
  char bytes[1024];
  struct termios modes;
};

static inline struct cncurses_crash *cncurses_crash_state(void) {
  static struct cncurses_crash state;
  return &state;
}

static inline void cncurses_crashed(int number) {
  struct cncurses_crash *state = cncurses_crash_state();
  if (state->armed) {
    state->armed = 0;
    size_t written = 0;
    while (written < state->length) {
      const ssize_t step =
        write(state->terminal, state->bytes + written, state->length - written);
      if (step <= 0) break;
      written += (size_t)step;
    }
    tcsetattr(state->terminal, TCSANOW, &state->modes);
    static const char words[] = "ytmpd-tui crashed; the log file may say more\r\n";
    const ssize_t said = write(state->error_output, words, sizeof words - 1);
    (void)said;
  }
  // SA_RESETHAND has put the default back: the process dies of the signal it got.
  raise(number);
}

// Keeps what a crash needs: the terminal's modes and the bytes that take the screen back.
static inline int cncurses_arm_crash(
  int terminal, int error_output, const struct termios *modes, const char *bytes, size_t length) {
  static char stack[65536];
  struct cncurses_crash *state = cncurses_crash_state();
  const int fatal[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS, SIGQUIT};
  if (length > sizeof state->bytes) length = sizeof state->bytes;
  memcpy(state->bytes, bytes, length);
  state->length = length;
  state->terminal = terminal;
  state->error_output = error_output;
  state->modes = *modes;
  // A stack that overflowed has no room for a handler.
  stack_t current;
  if (sigaltstack(NULL, &current) == 0 && (current.ss_flags & SS_DISABLE)) {
    stack_t own = {.ss_sp = stack, .ss_flags = 0, .ss_size = sizeof stack};
    sigaltstack(&own, NULL);
  }
  struct sigaction action;
  memset(&action, 0, sizeof action);
  sigemptyset(&action.sa_mask);
  action.sa_handler = cncurses_crashed;
  action.sa_flags = SA_RESETHAND | SA_NODEFER | SA_ONSTACK;
  for (size_t i = 0; i < sizeof fatal / sizeof fatal[0]; i++) {
    if (sigaction(fatal[i], &action, NULL) != 0) return -1;
  }
  state->armed = 1;
  return 0;
}

static inline void cncurses_set_crash_armed(int armed) { cncurses_crash_state()->armed = armed; }

#endif
