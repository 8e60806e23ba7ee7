import Glibc

/// Why the disk did not do what it was asked.
struct DiskFault: Error, Sendable, Equatable {
  /// What can be told apart.
  enum Kind: Sendable, Equatable {
    /// No room is left, or none for this user.
    case full
    /// It can't be written.
    case readOnly
    /// What was asked for is not there.
    case missing
    /// Another program uses the folder.
    case busy
    /// A name that is to be a file of ours is something else.
    case notOurs
    /// It takes more than a file may have.
    case tooLarge
    /// The list failed.
    case list
    /// Anything else.
    case other
  }

  var kind: Kind
  /// Why, for people.
  var sentence: String

  init(_ kind: Kind, _ sentence: String) {
    self.kind = kind
    self.sentence = sentence
  }

  /// What the system said.
  init(code: Int32 = errno) {
    kind =
      switch code {
      case ENOSPC, EDQUOT: .full
      case EROFS, EACCES, EPERM: .readOnly
      case ENOENT, ESTALE, ENOTDIR: .missing
      case ELOOP: .notOurs
      case EFBIG: .tooLarge
      default: .other
      }
    sentence = String(cString: strerror(code)).lowercased()
  }

  /// What the list said.
  init(list error: any Error) {
    self.init(.list, "\(error)")
  }
}
