import CNcurses
import CProcess
import Glibc

/// The process that the shell waits for. It does nothing but stand in for the dashboard, which runs in its child:
/// a process that ^Z stops relays no music, so it is this one that stops.
///
/// Both are in the shell's foreground group, so keys and `fg` reach both. What is sent to this one alone goes on to
/// the dashboard, and it ends as the dashboard does. Should the dashboard be killed, it gives the terminal back.
package enum StandIn {
  /// The process the shell waits for, while this is the dashboard's. Written once, by ``divide(complain:)``, before there is
  /// any other thread.
  nonisolated(unsafe) private static var parent: pid_t?
  /// The variable of the environment that names that process to the dashboard's.
  private static let mark = "_YTMPD_TUI_STAND_IN"

  /// Whether this process was begun to run the dashboard, by one that stands in for it and has said already what
  /// there was to say.
  package static var isThere: Bool { getenv(mark).map { String(cString: $0) } == "\(getppid())" }

  /// Divides the process; returns in the one that runs the dashboard, which starts the program again. Call it on the
  /// main thread before there is any other.
  ///
  /// A fork alone would not do: Swift's locks remember each thread's number, which would be the parent's in the child,
  /// and the first two threads to meet at one would wait there for ever.
  ///
  /// - Parameter complain: says a sentence on standard error when the dashboard was killed.
  /// - Throws: ``TerminalError/system(call:code:)`` when there can be no second process.
  package static func divide(complain: (String) -> Void) throws(TerminalError) {
    if isThere { parent = getppid() }
    // For the owner only.
    unsetenv(mark)
    guard parent == nil else { return }
    var modes = termios()
    guard tcgetattr(STDIN_FILENO, &modes) == 0 else { throw .system(call: "tcgetattr", code: errno) }
    let shellsChild = getpid()
    guard cprocess_block_signals() == 0 else { throw .system(call: "sigprocmask", code: errno) }
    setenv(mark, "\(shellsChild)", 1)
    let child = cprocess_fork(CommandLine.unsafeArgv)
    if child > 0 { serve(child, modes: modes, complain: complain) }
    let code = errno
    _ = cprocess_unblock_signals()
    guard child == 0 else { throw .system(call: "fork", code: code) }
    parent = shellsChild
    unsetenv(mark)
  }

  /// Lets the shell have its prompt; the terminal must have been given back.
  ///
  /// - Returns: `false` where there is no stand-in.
  static func stop() -> Bool {
    guard let parent, parent == getppid() else { return false }
    return kill(parent, SIGUSR1) == 0
  }

  /// Lets what ``stop()`` stopped go on, so that it sees the end of this process.
  static func release() {
    if let parent, parent == getppid() { kill(parent, SIGCONT) }
  }

  /// Lets the shell go on as after the end of the program, while this process leaves its terminal and session, and lives on.
  /// The terminal must have been given back.
  package static func leave() {
    cprocess_outlive_parent()
    // It fails for the leader of a session, which has left already.
    _ = setsid()
    let nowhere = open("/dev/null", O_RDWR | O_CLOEXEC)
    if nowhere >= 0 {
      for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] { dup2(nowhere, descriptor) }
      close(nowhere)
    }
    if let parent, parent == getppid() { kill(parent, SIGUSR2) }
    parent = nil
  }

  /// Whether the terminal is ours to use: the shell has not put us into the background.
  static var isInForeground: Bool { tcgetpgrp(STDIN_FILENO) == getpgrp() }

  // MARK: - The stand-in

  private static func serve(_ child: pid_t, modes: termios, complain: (String) -> Void) -> Never {
    while true {
      var sender: Int32 = 0
      let number = cprocess_wait_for_signal(&sender)
      switch number {
      case SIGCHLD:
        var status: Int32 = 0
        if waitpid(child, &status, WNOHANG) == child { end(status, modes: modes, complain: complain) }
      case SIGUSR1 where sender == child: stopUntilForeground(child)
      // It goes on without us.
      case SIGUSR2 where sender == child: _exit(0)
      // The kernel sends the terminal's signals to both; going on is told when the stop ends.
      case SIGCONT, SIGTTIN, SIGTTOU, ...0: break
      default: if sender != 0, sender != child { kill(child, number) }
      }
    }
  }

  private static func stopUntilForeground(_ child: pid_t) {
    cprocess_stop_by(SIGTSTP)
    // `bg` lets us go on without the terminal: full-screen programs stop again then. A terminal that is gone has no
    // foreground, and its end is the dashboard's as well.
    while !isInForeground, tcgetpgrp(STDIN_FILENO) >= 0 {
      let before = ContinuousClock.now
      cprocess_stop_by(SIGTTIN)
      // Where no process could continue us, the kernel does not stop us.
      if ContinuousClock.now - before < .milliseconds(5) { usleep(200_000) }
    }
    kill(child, SIGCONT)
  }

  private static func end(_ status: Int32, modes: termios, complain: (String) -> Void) -> Never {
    let number = cprocess_ending_signal(status)
    guard number != 0 else { _exit(cprocess_exit_status(status)) }
    if number == SIGKILL {
      // It had no chance to do so itself.
      CrashRestore.giveBack(modes: modes)
      complain("the dashboard was killed (signal \(number)); the log file may say more")
    }
    // A second core would say nothing that the dashboard's does not.
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    _ = cprocess_default_signal(number)
    kill(getpid(), number)
    _ = cprocess_unblock_signals()
    _exit(128 + number)
  }
}
