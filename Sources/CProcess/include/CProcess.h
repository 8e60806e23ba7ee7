// What a Swift program can't do about its own process: handle signals, fork, name threads, say what it crashed of. The
// functions are compiled C rather than inline ones, because signal handlers need variables that there is one of.
#ifndef CPROCESS_H
#define CPROCESS_H

#include <stddef.h>

// MARK: - Signals that come as bytes in a pipe

// From now on `number` becomes a byte in `descriptor`, which is one for all signals; zero on success. Children get
// the default back when they exec.
int cprocess_catch_signal(int number, int descriptor);

// Gives `number` its default effect back; zero on success.
int cprocess_default_signal(int number);

// MARK: - Signals that are waited for

// Blocks every signal, so that they can be waited for; zero on success.
int cprocess_block_signals(void);

// Lets every signal through; zero on success.
int cprocess_unblock_signals(void);

// The next signal; `sender` is the process it comes from, 0 for the kernel.
int cprocess_wait_for_signal(int *sender);

// Stops this process by `number` as it does by default, and returns when it goes on; or at once, where nobody is
// there to let it go on.
void cprocess_stop_by(int number);

// MARK: - A second process

// Forks, and has the child begin this program anew with `arguments`; returns in the child only where that fails. It
// gets SIGHUP when its parent dies.
int cprocess_fork(char *const arguments[]);

// From now on the death of its parent means nothing to this process.
void cprocess_outlive_parent(void);

// What waitpid's `status` says: the status the process left with, -1 when a signal ended it.
int cprocess_exit_status(int status);

// What waitpid's `status` says: the signal that ended the process, 0 when it left by itself.
int cprocess_ending_signal(int status);

// A descriptor that is readable once `process` has ended; -1 where the kernel has none (before Linux 5.3).
int cprocess_open(int process);

// Has the program that is spawned with `attributes`, a posix_spawnattr_t, lead a session of its own, with no signal blocked or
// ignored; zero on success.
int cprocess_begin_session(void *attributes);

// MARK: - Threads

// Names the calling thread for debuggers; the first 15 bytes count.
void cprocess_name_thread(const char *name);

// MARK: - The clock

// Whether somebody keeps the system's clock synchronised, as far as the kernel knows; -1 when it does not say.
int cprocess_clock_is_kept(void);

// MARK: - Crashes

// Writes a report to `descriptors`, at most two, when a signal ends the process that says it is at fault. The process
// then dies of the signal. Zero on success.
//
// `program` stands in the report's first line. Each line after that is a place in the code, the innermost first, as
// `ytmpd-tui(+0x1234)`: a module, and an address in it that addr2line takes.
int cprocess_report_crashes(const char *program, const int *descriptors, int count);

// Gives a terminal back at such an end, before anything else: writes `length` of `bytes` to `descriptor`, sets its
// `modes`, and says so on `error_output`. Zero on success.
//
// `modes` are a struct termios. Its header would make that type this module's as often as Glibc's, by the order in
// which files are compiled.
int cprocess_keep_terminal(
  int descriptor, int error_output, const void *modes, const char *bytes, size_t length);

// Whether the terminal is to be given back; not while the shell has it.
void cprocess_set_terminal_kept(int is_kept);

#endif
