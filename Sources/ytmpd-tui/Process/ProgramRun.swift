import Glibc

/// Runs a program that says what it does by itself, and waits for it. ^C reaches it as well as us. Blocks.
enum ProgramRun {
  /// Runs a program found on PATH, with its output on our standard error.
  ///
  /// - Returns: whether it succeeded; `nil` when it could not be started.
  static func succeeds(_ arguments: [String]) -> Bool? {
    run(arguments) { actions in
      posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
      posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO)
    }.map { $0 == 0 }
  }

  /// What a program found on PATH writes to standard output; `nil` when it fails, or could not be started.
  static func output(of arguments: [String]) -> String? {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var text = [UInt8]()
    // Little enough for the pipe to hold: it is read when the program has ended.
    let status = run(arguments) { actions in
      posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
      posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
      posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    }
    close(ends[1])
    defer { close(ends[0]) }
    guard status == 0 else { return nil }
    var piece = [UInt8](repeating: 0, count: 4096)
    while case let count = read(ends[0], &piece, piece.count), count > 0 { text += piece.prefix(count) }
    return String(decoding: text, as: UTF8.self)
  }

  /// - Returns: the status of `waitpid`; `nil` when it could not be started.
  private static func run(
    _ arguments: [String], _ redirect: (inout posix_spawn_file_actions_t) -> Void
  ) -> Int32? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    redirect(&actions)
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var child: pid_t = 0
    guard posix_spawnp(&child, arguments[0], &actions, nil, &words, environ) == 0 else { return nil }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 {
      guard errno == EINTR else { return nil }
    }
    return status
  }
}
