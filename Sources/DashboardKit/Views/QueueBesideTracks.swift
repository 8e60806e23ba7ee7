// The queue and the library stand side by side on a wide screen; neither knows the other.

extension QueueView {
  func paint(in body: Rect, _ scene: Scene, on canvas: inout Canvas) -> ListPicture {
    ViewPair(left: self, right: TracksView(), active: tab).paint(in: body, scene, on: &canvas)
  }
}

extension TracksView {
  func paint(in body: Rect, _ scene: Scene, on canvas: inout Canvas) -> ListPicture {
    ViewPair(left: QueueView(), right: self, active: tab).paint(in: body, scene, on: &canvas)
  }
}
