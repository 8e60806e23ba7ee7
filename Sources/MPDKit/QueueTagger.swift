/// A tag of a song in MPD's queue.
public enum SongTag: String, Sendable, Hashable, CaseIterable {
  /// The artist.
  case artist = "Artist"
  /// The title.
  case title = "Title"
  /// The album.
  case album = "Album"
  /// The name of a stream, which clients show in place of the title.
  case name = "Name"
}

/// What must be done so that one song of the queue shows the right tags.
public struct SongEdit: Sendable, Hashable {
  /// A single change.
  public enum Step: Sendable, Hashable {
    /// Takes the tag away (`cleartagid`).
    case clear(SongTag)
    /// Adds the tag (`addtagid`).
    case add(SongTag, String)
  }

  /// The song.
  public let song: MPDSongID
  /// The changes, in this order.
  public let steps: [Step]

  /// Edits `song` step by step.
  public init(song: MPDSongID, steps: [Step]) {
    self.song = song
    self.steps = steps
  }

  /// The bytes of the commands for it.
  var length: Int {
    steps.reduce(0) { length, step in
      switch step {
      case .clear(let tag): length + CommandList.length(of: "cleartagid", ["\(song)", tag.rawValue])
      case .add(let tag, let value):
        length + CommandList.length(of: "addtagid", ["\(song)", tag.rawValue, value])
      }
    }
  }
}

/// Decides which songs of MPD's queue get which tags.
///
/// Songs that are right are left alone, so the tagger's own changes come back as nothing to do. It remembers
/// what it tried: where MPD does not keep a tag (`metadata_to_use`), the same edit is not made twice.
public struct QueueTagger: Sendable {
  private struct Attempt {
    let seen: SongTags
    let name: String?
    let wanted: SongTags
  }

  private var attempts: [MPDSongID: Attempt] = [:]

  /// A tagger that has tried nothing yet.
  public init() {}

  /// The edits that make `songs` show what `tags` says, by URI; songs it does not mention are not ours.
  ///
  /// A tag that is `nil` is removed, save the title: a song without any is worse than one with an old one.
  public mutating func plan(_ songs: some Sequence<MPDSong>, tags: [String: SongTags]) -> [SongEdit] {
    var edits: [SongEdit] = []
    for song in songs {
      guard let wanted = tags[song.uri] else { continue }
      let steps = Self.steps(from: song, to: wanted)
      guard !steps.isEmpty else {
        attempts[song.id] = nil
        continue
      }
      let seen = SongTags(artist: song.artist, title: song.title, album: song.album)
      if let last = attempts[song.id], last.seen == seen, last.name == song.name, last.wanted == wanted {
        continue
      }
      attempts[song.id] = Attempt(seen: seen, name: song.name, wanted: wanted)
      edits.append(SongEdit(song: song.id, steps: steps))
    }
    return edits
  }

  /// Forgets attempts at songs that have left the queue.
  public mutating func keepOnly(_ songs: [MPDSong]) {
    guard !attempts.isEmpty else { return }
    let present = Set(songs.map(\.id))
    attempts = attempts.filter { present.contains($0.key) }
  }

  /// Forgets attempts whose edits did not reach MPD.
  public mutating func forget(_ edits: some Sequence<SongEdit>) {
    for edit in edits { attempts[edit.song] = nil }
  }

  /// The steps from what a song shows to what it should.
  static func steps(from song: MPDSong, to wanted: SongTags) -> [SongEdit.Step] {
    var steps: [SongEdit.Step] = []
    if song.name != nil, wanted.title != nil { steps.append(.clear(.name)) }
    func change(_ tag: SongTag, from old: String?, to new: String?) {
      guard old != new else { return }
      if old != nil { steps.append(.clear(tag)) }
      if let new { steps.append(.add(tag, new)) }
    }
    change(.artist, from: song.artist, to: wanted.artist)
    change(.title, from: song.title, to: wanted.title ?? song.title)
    change(.album, from: song.album, to: wanted.album)
    return steps
  }
}
