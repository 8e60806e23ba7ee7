/// A command could not do what it was asked: what to tell the user, and the status to end with.
struct CommandFailure: Error, Equatable {
  /// The statuses this program ends with, other than 0.
  enum Status: Int32 {
    /// The work failed.
    case failed = 1
    /// The command line or the configuration is wrong.
    case usage = 2
    /// The user pressed ^C; the number shells give it.
    case interrupted = 130
  }

  /// What is wrong, and what to do, without a full stop; empty when all has been said.
  var sentence: String
  /// What the process ends with.
  var status = Status.failed

  init(_ sentence: String, status: Status = .failed) {
    self.sentence = sentence
    self.status = status
  }
}
