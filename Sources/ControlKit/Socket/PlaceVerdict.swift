/// What is to be thought of a control socket and its folder, by what the system says of them.
enum PlaceVerdict: Sendable, Equatable {
  /// There is no socket.
  case absent
  /// It is this user's own, and nobody else can get at it.
  case own
  /// It must not be used; why.
  case foreign(String)
  /// It is this user's own, but others can get at it; why.
  case open(String)

  /// Judges a place.
  ///
  /// - Parameters:
  ///   - folder: what the folder is; `nil` when there is none.
  ///   - socket: what the socket is; `nil` when there is none.
  static func judge(_ place: ControlPlace, folder: FileFacts?, socket: FileFacts?) -> PlaceVerdict {
    guard let folder else { return .absent }
    guard folder.kind == .folder else {
      return .foreign("\(place.folder) is \(folder.kind.words), not a folder")
    }
    guard folder.isMine else { return .foreign("\(place.folder) belongs to another user") }
    guard let socket else {
      return folder.mode & 0o022 == 0 ? .absent : .open("others may write into \(place.folder)")
    }
    guard socket.kind == .socket else {
      return .foreign("\(place.socket) is \(socket.kind.words), not a socket")
    }
    guard socket.isMine else { return .foreign("\(place.socket) belongs to another user") }
    if folder.mode & 0o022 != 0 { return .open("others may write into \(place.folder)") }
    if socket.mode & 0o077 != 0, folder.mode & 0o077 != 0 {
      return .open("others may connect to \(place.socket)")
    }
    return .own
  }

  /// Judges a place as it is at the moment.
  init(_ place: ControlPlace) {
    self = .judge(place, folder: FileFacts(place.folder), socket: FileFacts(place.socket))
  }
}
