import FoundationEssentials
import Glibc
import Synchronization
import TrackKit

/// The files in which MPD finds our playlists: M3U in its playlist directory, or XSPF below its music directory.
///
/// Calls block for as long as the disk takes, and may come from any thread.
public struct PlaylistFiles: Sendable {
  /// A playlist file larger than this is not one of ours.
  private static let sizeLimit = 64 << 20
  /// One at a time, so that two playlists never choose one name.
  private static let turn = Mutex(())

  /// What became of a playlist's file.
  public struct Written: Sendable, Equatable {
    /// The name in MPD, without an extension.
    public var name: String
    /// Where it is.
    public var path: String
    /// Whether its bytes, or its name, are different from before.
    public var isChanged = false
    /// What the user should know, such as that a file was in the way.
    public var notices: [String] = []
  }

  let options: PlaylistFileOptions
  private let store: TrackStore
  private let urls: TrackURL

  /// The files that `options` want; their songs are at `urls`.
  init(_ options: PlaylistFileOptions, store: TrackStore, urls: TrackURL) {
    self.options = options
    self.store = store
    self.urls = urls
  }

  /// Writes the file of a playlist, and removes those it had under another name or in another form.
  ///
  /// A file that another program or person wrote is left alone: the playlist goes under a name with a number behind. One of
  /// ours that was edited is renamed before it is replaced.
  ///
  /// - Parameter format: the form, `nil` for the configured one.
  /// - Throws: `PlaylistFileError`, `StoreError`; the old file is as it was then.
  func write(_ playlist: StoredPlaylist, format: PlaylistFormat? = nil) throws -> Written {
    try Self.turn.withLock { _ in
      let format = format ?? options.format
      let records = try store.playlistFiles()
      let name = choose(playlist.summary.name, format: format, records: records)
      let path = path(of: name, format)
      let text = playlist.text(format, prefix: options.prefix, urls: urls)
      var written = Written(name: name.name, path: path)
      let record = TrackStore.PlaylistFileRecord(
        path: path, playlist: playlist.summary.name, digest: PlaylistFile.digest(of: text))
      let plain = PlaylistFileName(prefix: options.prefix, playlist.summary.name)
      if name != plain, !records.contains(where: { $0.path == path }) {
        written.notices.append(
          "\(self.path(of: plain, format)) is another playlist's; this one is called \(name.name)")
      }
      if ownership(of: path, format, records) == .edited {
        let aside = try setAside(path)
        written.notices.append("\(path) was edited; that version is now \(aside)")
      }
      // Noted first: a file that is ours and not known to be would be in our own way.
      if !records.contains(record) { try store.notePlaylistFile(record) }
      written.isChanged = try PlaylistFile.write(
        text, name: name.file(format.rawValue), in: options.folder(format)
      )
      .isChanged
      for old in records where old.playlist == playlist.summary.name && old.path != path {
        written.isChanged = try remove(old) || written.isChanged
      }
      return written
    }
  }

  /// Removes the files of the playlist called `name`, as far as they are ours still.
  ///
  /// - Returns: whether there was one.
  /// - Throws: `PlaylistFileError`, `StoreError`.
  @discardableResult
  func remove(playlist name: String) throws -> Bool {
    try Self.turn.withLock { _ in
      var isChanged = false
      for record in try store.playlistFiles() where record.playlist == name {
        isChanged = try remove(record) || isChanged
      }
      return isChanged
    }
  }

  /// Removes the files of playlists that the library does not have any more, as far as they are ours still: they were
  /// removed without their files.
  ///
  /// - Returns: whether there was one.
  /// - Throws: `PlaylistFileError`, `StoreError`.
  func removeOrphans() throws -> Bool {
    try Self.turn.withLock { _ in
      let names = Set(try store.playlists().map(\.name))
      var isChanged = false
      for record in try store.playlistFiles() where !names.contains(record.playlist) {
        isChanged = try remove(record) || isChanged
      }
      return isChanged
    }
  }

  /// The name in MPD of the playlist called `name`, as its file of this form has it; `nil` when it has none.
  ///
  /// - Throws: `StoreError`.
  func name(ofPlaylist name: String, format: PlaylistFormat) throws(StoreError) -> String? {
    let start = options.folder(format) + "/"
    let ending = "." + format.rawValue
    let record = try store.playlistFiles().first {
      $0.playlist == name && $0.path.hasPrefix(start) && $0.path.hasSuffix(ending)
    }
    return record.map { String($0.path.dropFirst(start.count).dropLast(ending.count)) }
  }

  /// Brings the playlists into the library that MPD's folder has from ytmpd, or from a library of ours that was
  /// lost: files with our prefix, written as only we and ytmpd write them. The files stay as they are.
  ///
  /// - Returns: the names of the playlists that came.
  /// - Throws: `StoreError`.
  func adopt() throws(StoreError) -> [String] {
    let (prefix, folder) = (options.prefix, options.folder(.m3u))
    var records = try store.playlistFiles()
    var known = Set(try store.playlists().map(\.name))
    var adopted: [String] = []
    for file in Self.files(in: folder) where file.hasPrefix(prefix) && file.hasSuffix(".m3u") {
      let path = folder + "/" + file
      let name = PlaylistName.cleaned(String(file.dropFirst(prefix.count).dropLast(".m3u".count)))
      guard !known.contains(name), !records.contains(where: { $0.path == path }),
        ownership(of: path, .m3u, records) == .ours, case .text(let text) = content(of: path)
      else { continue }
      let tracks = PlaylistFileRules.tracks(in: text) { urls.track(behind: $0) }
      if tracks.isEmpty { continue }
      try store.savePlaylist(name: name, url: nil, tracks: tracks)
      let record = TrackStore.PlaylistFileRecord(
        path: path, playlist: name, digest: PlaylistFile.digest(of: text))
      try store.notePlaylistFile(record)
      records.append(record)
      known.insert(name)
      adopted.append(name)
    }
    return adopted
  }

  /// The names of the files in a folder, in order; none when there is no such folder.
  private static func files(in folder: String) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    } catch {
      // It is made when the first file is written.
      return []
    }
  }

  // MARK: Names

  private func path(of name: PlaylistFileName, _ format: PlaylistFormat) -> String {
    options.folder(format) + "/" + name.file(format.rawValue)
  }

  private func choose(
    _ playlist: String, format: PlaylistFormat, records: [TrackStore.PlaylistFileRecord]
  ) -> PlaylistFileName {
    let number = PlaylistFileRules.number(for: playlist, prefix: options.prefix) { name in
      records.first { $0.path == path(of: name, format) }?.playlist
    } ownership: { name in
      ownership(of: path(of: name, format), format, records)
    }
    return PlaylistFileName(prefix: options.prefix, playlist, number: number)
  }

  // MARK: Ownership

  private func ownership(
    of path: String, _ format: PlaylistFormat, _ records: [TrackStore.PlaylistFileRecord]
  ) -> PlaylistFileRules.Ownership {
    PlaylistFileRules.ownership(
      of: content(of: path), format: format, digest: records.first { $0.path == path }?.digest
    ) { url in
      urls.track(behind: url) != nil
    }
  }

  private func content(of path: String) -> PlaylistFileRules.Content {
    var status = stat()
    guard lstat(path, &status) == 0 else { return errno == ENOENT || errno == ENOTDIR ? .nothing : .other }
    guard status.st_mode & S_IFMT == S_IFREG, status.st_size <= Self.sizeLimit,
      let bytes = FileManager.default.contents(atPath: path)
    else { return .other }
    return String(validating: bytes, as: UTF8.self).map { .text($0) } ?? .other
  }

  /// - Returns: whether the file is gone now, and was there before.
  private func remove(_ record: TrackStore.PlaylistFileRecord) throws -> Bool {
    let format: PlaylistFormat = record.path.hasSuffix(".xspf") ? .xspf : .m3u
    var isRemoved = false
    if ownership(of: record.path, format, [record]) == .ours {
      guard unlink(record.path) == 0 else {
        throw PlaylistFileError(path: record.path, evidence: String(cString: strerror(errno)))
      }
      isRemoved = true
    }
    try store.forgetPlaylistFile(record.path)
    return isRemoved
  }

  /// Gives a file that was edited another name, and never over a third one.
  private func setAside(_ path: String) throws -> String {
    let dot = path.lastIndex(of: ".") ?? path.endIndex
    for number in 1..<10_000 {
      let mark = number == 1 ? " (edited)" : " (edited \(number))"
      var stem = path[..<dot]
      let start = stem.lastIndex(of: "/").map(stem.index(after:)) ?? stem.startIndex
      while stem[start...].utf8.count + mark.utf8.count > PlaylistFileName.longest { stem.removeLast() }
      let aside = stem + mark + path[dot...]
      if link(path, String(aside)) == 0 {
        unlink(path)
        return String(aside)
      }
      guard errno == EEXIST else {
        // A file system without links: a free name can be taken all the same.
        guard access(String(aside), F_OK) != 0, rename(path, String(aside)) == 0 else { continue }
        return String(aside)
      }
    }
    throw PlaylistFileError(path: path, evidence: "it was edited, and can't be set aside")
  }
}
