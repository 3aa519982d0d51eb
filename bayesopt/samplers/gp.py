"""placeholder"""

GPSampler = ActiveLearningSampler = None
