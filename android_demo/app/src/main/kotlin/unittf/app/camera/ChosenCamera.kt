package unittf.app.camera

import android.graphics.ImageFormat
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraManager
import android.hardware.camera2.CameraMetadata
import android.util.Size

/**
 * One of the device's cameras.
 *
 * @property orientation of its sensor, in degrees.
 * @property sizes of the frames that it can give.
 * @property autofocus the mode that keeps a moving picture sharp; null where there is none.
 */
class ChosenCamera(
    val id: String,
    val front: Boolean,
    val orientation: Int,
    private val sizes: List<Size>,
    val autofocus: Int?,
) {
    /**
     * The smallest size with these sides, whichever of them is the longer one; else the largest.
     * Null where the camera gives no frames that can be read.
     */
    fun sizeFor(width: Int, height: Int): Size? {
        val long = maxOf(width, height)
        val short = minOf(width, height)
        return sizes
            .filter { maxOf(it.width, it.height) >= long && minOf(it.width, it.height) >= short }
            .minByOrNull { it.area }
            ?: sizes.maxByOrNull { it.area }
    }

    private val Size.area get() = width.toLong() * height

    companion object {
        /** The ways in which there is a camera. @throws android.hardware.camera2.CameraAccessException */
        fun facings(manager: CameraManager): Set<Facing> =
            usable(manager).map { (_, about) -> facingOf(about) }.toSet()

        /** A camera that looks this way, else any. Null where there is none. */
        fun of(manager: CameraManager, facing: Facing): ChosenCamera? {
            val cameras = usable(manager)
            val (id, about) = cameras.firstOrNull { (_, about) -> facingOf(about) == facing }
                ?: cameras.firstOrNull()
                ?: return null
            return ChosenCamera(
                id,
                facingOf(about) == Facing.FRONT,
                about[CameraCharacteristics.SENSOR_ORIENTATION] ?: 0,
                about[CameraCharacteristics.SCALER_STREAM_CONFIGURATION_MAP]
                    ?.getOutputSizes(ImageFormat.YUV_420_888)
                    .orEmpty()
                    .toList(),
                autofocusOf(about),
            )
        }

        private fun usable(manager: CameraManager) = manager.cameraIdList
            .map { it to manager.getCameraCharacteristics(it) }
            .filter { (_, about) -> givesPictures(about) }

        /** Some measure depth alone. */
        private fun givesPictures(about: CameraCharacteristics): Boolean {
            val capabilities = about[CameraCharacteristics.REQUEST_AVAILABLE_CAPABILITIES]
            return capabilities == null ||
                CameraMetadata.REQUEST_AVAILABLE_CAPABILITIES_BACKWARD_COMPATIBLE in capabilities
        }

        /** A camera on a cable looks wherever it is turned: it is not shown as a mirror. */
        private fun facingOf(about: CameraCharacteristics) =
            when (about[CameraCharacteristics.LENS_FACING]) {
                CameraMetadata.LENS_FACING_FRONT -> Facing.FRONT
                else -> Facing.BACK
            }

        private fun autofocusOf(about: CameraCharacteristics): Int? {
            val modes = about[CameraCharacteristics.CONTROL_AF_AVAILABLE_MODES] ?: return null
            return intArrayOf(
                CameraMetadata.CONTROL_AF_MODE_CONTINUOUS_PICTURE,
                CameraMetadata.CONTROL_AF_MODE_CONTINUOUS_VIDEO,
            ).firstOrNull { it in modes }
        }
    }
}
