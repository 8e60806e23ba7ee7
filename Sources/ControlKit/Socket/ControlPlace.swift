import Glibc

/// Where the control socket of a user is: in a folder that is the user's alone.
public struct ControlPlace: Sendable, Equatable {
  /// The folder, which nobody else may look into.
  public let folder: String

  /// The socket.
  public var socket: String { folder + "/control.sock" }
  /// The file whose lock its owner has for as long as it lives.
  var lock: String { folder + "/control.lock" }

  /// `$XDG_RUNTIME_DIR/ytmpd-tui`; without a runtime folder of this user's own, the state folder.
  ///
  /// - Parameters:
  ///   - environment: the variables of the process.
  ///   - state: the folder of what the program writes for its user.
  public init(environment: [String: String], state: String) {
    let runtime = environment["XDG_RUNTIME_DIR"].flatMap { path -> String? in
      guard path.hasPrefix("/"), let facts = FileFacts(path), facts.kind == .folder, facts.isMine else {
        return nil
      }
      return path.hasSuffix("/") ? path + "ytmpd-tui" : path + "/ytmpd-tui"
    }
    self.init(folder: runtime ?? state)
  }

  /// In `folder`.
  public init(folder: String) { self.folder = folder }
}

/// What the system says of a file, without following a link.
struct FileFacts: Sendable, Equatable {
  /// What it is, as far as it matters.
  enum Kind: Sendable, Equatable {
    case folder, socket, link, other

    /// What people call it.
    var words: String {
      switch self {
      case .folder: "a folder"
      case .socket: "a socket"
      case .link: "a symbolic link"
      case .other: "a file"
      }
    }
  }

  var kind: Kind
  /// Whether the user of this process owns it.
  var isMine: Bool
  /// The bits of its permissions.
  var mode: UInt32

  init(kind: Kind, isMine: Bool, mode: UInt32) {
    (self.kind, self.isMine, self.mode) = (kind, isMine, mode)
  }

  /// `nil` when there is nothing, or it can't be looked at.
  init?(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  init(_ status: stat) {
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFDIR: .folder
      case S_IFSOCK: .socket
      case S_IFLNK: .link
      default: .other
      }
    isMine = status.st_uid == geteuid()
    mode = status.st_mode & 0o7777
  }
}
