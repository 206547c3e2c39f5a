package unittf.app.camera

import unittf.core.YuvFrame

/** Gives the frames of a camera; what stands between the screen and the phone's cameras. */
interface FrameSource {
    /** The ways in which there is a camera; empty where there is none or none can be asked. */
    val facings: Set<Facing>

    /**
     * Opens a camera and gives its frames to [listener] until [stop]. Returns at once.
     *
     * @param facing the camera that is wanted; another one is taken where it is not there.
     * @param width least width of the frames, as far as the camera can; [height] likewise.
     */
    fun start(facing: Facing, width: Int, height: Int, listener: Listener)

    /** Closes the camera, also one that is still being opened. Returns at once. */
    fun stop()

    /** Called on the source's own thread; shortly after [stop] perhaps once more. */
    interface Listener {
        /** A frame, which the listener releases, here or later and on whatever thread. */
        fun onFrame(frame: Frame)

        /** No frames come any more; [start] tries again. */
        fun onTrouble(trouble: Trouble)

        /** The camera that others used can be had again. */
        fun onFree()
    }
}

/** The way in which a camera looks. */
enum class Facing {
    /** Away from the user. */
    BACK,

    /** At the user. */
    FRONT,
}

/** Why no frames come. */
enum class Trouble {
    /** The device has no camera. */
    NO_CAMERA,

    /** Another app uses the camera. */
    TAKEN,

    /** Other apps use as many cameras as the device can run at once. */
    TOO_MANY,

    /** The device's owner or its administrator does not allow it. */
    FORBIDDEN,

    /** The camera reports a failure. */
    BROKEN,

    /** The system's camera service reports a failure. */
    SERVICE,

    /** The camera cannot give frames as they are needed. */
    CONFIGURATION,

    /** The camera is open, but gives nothing. */
    SILENT,
}

/**
 * A frame of a camera, as the sensor stores it.
 *
 * @property picture must not be read after [release].
 * @property sensorOrientation degrees clockwise that turn it upright in the device's natural way.
 * @property front whether the camera looks at the user.
 */
class Frame(
    val picture: YuvFrame,
    val sensorOrientation: Int,
    val front: Boolean,
    private val free: () -> Unit,
) {
    /** Gives the frame's memory back to the camera; called exactly once. */
    fun release() = free()
}
