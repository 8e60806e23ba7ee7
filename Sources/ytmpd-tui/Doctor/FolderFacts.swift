import Glibc

/// What this user can do in a folder.
struct FolderFacts: Sendable, Equatable {
  /// The ways a folder can be.
  enum State: Sendable, Equatable {
    /// Files can be made in it.
    case writable
    /// They can't.
    case readOnly
    /// Something else has its name.
    case notAFolder
    /// It is not there; whether it could be made.
    case missing(canBeMade: Bool)
  }

  /// The folder.
  let path: String
  /// How it is.
  let state: State

  /// Facts from elsewhere.
  init(path: String, state: State) {
    self.path = path
    self.state = state
  }

  /// Looks at the folder at `path`; changes nothing.
  init(at path: String) {
    self.path = path
    var status = stat()
    if stat(path, &status) == 0 {
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      state = !isFolder ? .notAFolder : access(path, W_OK | X_OK) == 0 ? .writable : .readOnly
    } else {
      state = .missing(canBeMade: errno == ENOENT && Self.canBeMade(path))
    }
  }

  /// Whether the nearest folder above that exists can be written to.
  private static func canBeMade(_ path: String) -> Bool {
    guard let above = parent(of: path) else { return false }
    switch FolderFacts(at: above).state {
    case .writable: return true
    case .missing(let canBeMade): return canBeMade
    case .readOnly, .notAFolder: return false
    }
  }

  /// The folder that `path` is in, `nil` above the root.
  static func parent(of path: String) -> String? {
    guard path != "/", let slash = path.lastIndex(of: "/") else { return nil }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
