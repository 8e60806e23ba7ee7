/// MPD's queue as it was, so that a change of it can be taken back.
public struct QueueMemory: Sendable, Equatable {
  /// One song as it was.
  public struct Song: Sendable, Equatable {
    /// A tag's name and value; a tag can have several.
    public struct Tag: Sendable, Equatable {
      /// As MPD calls it.
      public var name: String
      /// What it says.
      public var value: String
    }

    /// Its number, which it keeps while it stays in the queue.
    public var id: MPDSongID
    /// The file below the music directory, or the URL.
    public var uri: String
    /// What it said of itself; MPD keeps tags of URLs only while they are in the queue.
    public var tags: [Tag] = []
    /// The part of it that plays, as MPD writes it: `10.5-60`; `nil` for all of it.
    public var range: String?

    /// Whether its tags live in the queue alone.
    var hasOwnTags: Bool { uri.contains("://") }
  }

  /// The songs in their order.
  public var songs: [Song]
  /// The song that was current.
  public var current: MPDSongID?
  /// How far it was.
  public var elapsed: Duration?
  /// What the player did.
  public var state: MPDStatus.State
  /// The songs that the change has put into the queue; they leave it again.
  public var added: Set<MPDSongID> = []

  /// The songs that are no longer in a queue of these.
  func missing(from order: [MPDSongID]) -> [Song] {
    let present = Set(order)
    return songs.filter { !present.contains($0.id) }
  }

  /// The steps that bring `order` into the order that was.
  ///
  /// - Parameter names: what each song that has come back is called now. Songs that came by other ways stay behind those
  ///   that were there.
  func moves(in order: [MPDSongID], names: [MPDSongID: MPDSongID]) -> [QueueMove] {
    let wanted = songs.map { names[$0.id] ?? $0.id }.filter(Set(order).contains)
    var now = order
    var moves: [QueueMove] = []
    for (place, song) in wanted.enumerated() where now[place] != song {
      guard let from = now[place...].firstIndex(of: song) else { continue }
      now.remove(at: from)
      now.insert(song, at: place)
      moves.append(QueueMove(song: song, position: place))
    }
    return moves
  }
}
