import FoundationEssentials
import TrackKit

extension TrackRow {
  /// What the track says of a field that a filter names.
  func text(of field: FilterField, now: Date) -> String? {
    switch field {
    case .artist: artist ?? ""
    case .title: title
    case .album: album ?? ""
    case .state: FreshnessWords(now: now, clock: nil).describe(self).text
    }
  }
}

extension TracksView {
  func text(of field: FilterField, in row: Int, _ facts: Facts, now: Date) -> String? {
    facts.library.rows[row].text(of: field, now: now)
  }
}

extension QueueView {
  func text(of field: FilterField, in row: Int, _ facts: Facts, now: Date) -> String? {
    let song = facts.player.queue[row]
    switch field {
    case .artist: return song.artist ?? ""
    case .title: return song.title
    case .album, .state: return song.videoID.flatMap { facts.library[$0] }?.text(of: field, now: now)
    }
  }
}

extension StreamsView {
  func text(of field: FilterField, in row: Int, _ facts: Facts, now: Date) -> String? {
    let entry = facts.book.entries[row]
    switch field {
    case .artist: return entry.stream.artist ?? ""
    case .title: return entry.stream.title
    case .album: return facts.library[entry.stream.videoID]?.album
    case .state: return StreamWords(now: now, room: 80).describe(entry).text
    }
  }
}

extension PlaylistsView {
  func text(of field: FilterField, in row: Int, _ facts: Facts, now: Date) -> String? {
    field == .title ? facts.playlists[row].name : nil
  }
}
