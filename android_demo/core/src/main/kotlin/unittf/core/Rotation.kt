package unittf.core

/** How frames of a camera are turned for the display. */
object Rotation {
    /**
     * Degrees clockwise by which a frame is turned to be upright on the display.
     *
     * Turning the display turns the scene seen from behind the other way than the scene seen
     * from the front: hence the sign.
     *
     * @param sensor the camera's SENSOR_ORIENTATION: 0, 90, 180 or 270.
     * @param display degrees of the display's rotation (ROTATION_90 is 90), as from its natural way.
     */
    fun ofFrame(sensor: Int, facingFront: Boolean, display: Int): Int {
        require(sensor in QUARTERS && display in QUARTERS) {
            "rotations are 0, 90, 180 or 270 degrees, not $sensor and $display"
        }
        return (if (facingFront) sensor + display else sensor - display + 360) % 360
    }

    private val QUARTERS = setOf(0, 90, 180, 270)
}
